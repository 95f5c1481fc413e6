import { beforeEach, describe, expect, it } from '@jest/globals';
import { pullAnswer } from '../../test/support/pull-answers.js';
import { PullEntries } from './pull-entries.js';

let entries: PullEntries;
beforeEach(() => {
  entries = new PullEntries(5);
});

const NOW = 1_000_000;
const add = (page: number | null, about: object = {}) =>
  entries.add(pullAnswer(page, { time: NOW, ...about }));
/** What is due in so many milliseconds: `+` for an entry that begins a pull, and its last page. */
const due = (after = 0) =>
  entries
    .take(NOW + after, 100)
    .map(({ begins, pages, lastPage }) => `${begins ? '+' : ''}${pages} to ${lastPage}`);

describe('the pages of a pull', () => {
  it('are one entry', () => {
    for (const page of [0, 1, 2]) add(page);
    expect(due()).toEqual(['+3 to 2']);
    expect(due(10_000)).toEqual([]);
  });

  it('begin anew with page 0', () => {
    for (const page of [0, 1, 0, 1, 2]) add(page);
    expect(due()).toEqual(['+2 to 1', '+3 to 2']);
  });

  it('wait a moment where their page 0 may come from another server', () => {
    for (const page of [3, 4]) add(page);
    expect(due(700)).toEqual([]);
    expect(due(900)).toEqual(['2 to 4']);
  });

  it('go on after the first of them were taken, and not with what came before those', () => {
    add(5);
    for (const page of [0, 1]) add(page);
    expect(due()).toEqual(['+2 to 1']);
    add(2);
    expect(due(900)).toEqual(['1 to 5', '1 to 2']);
  });

  it.each([
    ['client', { clientId: 'other' }],
    ['dealer', { dealerCode: 'B000' }],
    ['customer', { customers: ['8'] }],
    ['page size', { asked: 50 }],
    ['endpoint', { endpoint: 'invoice' }],
  ])('are apart from those of another %s', (_, other) => {
    add(0);
    add(1, other);
    expect(due(900)).toEqual(['+1 to 0', '1 to 1']);
  });

  it('are the same in whatever order the customers are named', () => {
    add(0, { customers: ['1', '2'] });
    add(1, { customers: ['2', '1'] });
    expect(due()).toEqual(['+2 to 1']);
  });

  it('belong to no pull that nothing was asked of for long', () => {
    add(0);
    add(1, { time: NOW + 16 * 60_000 });
    expect(due(17 * 60_000)).toEqual(['+1 to 0', '1 to 1']);
  });
});

it('identical questions at one moment are one entry', () => {
  for (let time = 0; time < 50; time++) add(null, { endpoint: 'customer' });
  add(null, { endpoint: 'incremental', since: '2026-01-01T00:00:00Z' });
  add(null, { endpoint: 'incremental', since: '2026-01-02T00:00:00Z' });
  expect(due()).toEqual(['+50 to null', '+1 to null', '+1 to null']);
});

it('refusals are counted, with the last one’s reason', () => {
  add(0);
  add(1, { served: null, status: 503, code: 'overloaded' });
  add(1, { served: null, status: 503, code: 'database-unavailable' });
  add(1);
  const [entry] = entries.take(NOW, 1);
  expect(entry).toMatchObject({ pages: 2, lastPage: 1, failures: 2, failedStatus: 503 });
  expect(entry).toMatchObject({ failedCode: 'database-unavailable', about: { status: 200 } });
});

it('what was put back can grow again, and what may be written cannot', () => {
  add(0);
  entries.putBack(entries.take(NOW, 1), false);
  add(1);
  const taken = entries.take(NOW, 1);
  expect(taken).toMatchObject([{ pages: 2, uncertain: false }]);
  entries.putBack(taken, true);
  add(2);
  add(0, { customers: ['8'] });
  expect(entries.take(NOW + 900, 9)).toMatchObject([{ pages: 2, uncertain: true }]);
  expect(due(900)).toEqual(['1 to 2', '+1 to 0']);
});

it('has no more room than it was given: the oldest go, and are counted', () => {
  const customers = Array.from({ length: 9 }, (_, index) => [`${index}`]);
  for (const one of customers.slice(0, 7)) add(0, { customers: one });
  const taken = entries.take(NOW, 2);
  expect(taken.map(({ about }) => about.customers[0])).toEqual(['2', '3']);
  for (const one of customers.slice(7)) add(0, { customers: one });
  entries.putBack(taken, false);
  expect(entries.size).toBe(5);
  const left = entries.take(NOW, 9).map(({ about }) => about.customers[0]);
  expect(left).toEqual(['4', '5', '6', '7', '8']);
  expect(entries.takeLost()).toBe(4);
  expect(entries.takeLost()).toBe(0);
});
