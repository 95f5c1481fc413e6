import { describe, expect, it } from '@jest/globals';
import { customer, rate } from '../../../test/support/items.js';
import type { SourceItem } from '../readers/source-record.js';
import { prepareBatch } from './prepare-batch.js';

const DEALER = { timeZone: 'UTC', currency: 'USD' };

const item = (line: number, value: unknown): SourceItem => ({
  file: 'f',
  line,
  text: typeof value === 'string' ? value : JSON.stringify(value),
});

const copied = (copy: Uint8Array) =>
  Buffer.from(copy)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t').slice(0, 5).join(' '));

it('gives the rows to stage, their numbers and counts, and what there is to say', () => {
  const items = [
    item(1, customer('1')),
    item(2, { customerId: '2' }),
    item(3, { customerId: '3', deleted: true }),
    item(4, { ...customer('4'), colour: 'red' }),
    item(5, { ...customer('5'), colour: 'blue' }),
    item(9, '{'),
  ];
  const { resources, fault } = prepareBatch({ resource: 'customers', first: 11, items }, DEALER);
  expect(fault).toBeUndefined();
  const [rows] = resources;
  expect(rows?.counts).toEqual({
    read: 6,
    upserts: 3,
    deletions: 1,
    rejected: 2,
    keyless: 1,
    warnings: 0,
  });
  expect(copied(rows?.copy ?? new Uint8Array())).toEqual([
    'upsert 11 f 1 1',
    'keep 12 f 2 2',
    'delete 13 f 3 3',
    'upsert 14 f 4 4',
    'upsert 15 f 5 5',
  ]);
  expect(rows?.issues.map(({ line, severity }) => [line, severity])).toEqual([
    [2, 'reject'],
    [9, 'reject'],
  ]);
  expect(rows?.unknown).toEqual([
    { resource: 'customers', file: 'f', line: 4, field: 'colour', rows: 2 },
  ]);
});

describe('items that name their resource', () => {
  it('come apart by resource, without that name', () => {
    const items = [
      item(1, { resource: 'customers', ...customer('1') }),
      item(2, { resource: 'rates', ...rate('1', 'G') }),
      item(3, { ...customer('2'), resource: 'customers' }),
    ];
    const { resources } = prepareBatch({ resource: undefined, first: 1, items }, DEALER);
    expect(resources.map((rows) => [rows.resource, rows.counts.upserts, rows.unknown])).toEqual([
      ['customers', 2, []],
      ['rates', 1, []],
    ]);
  });

  it.each([
    [{}, /^its "resource" must be one of customers, /],
    [{ resource: 'dealers' }, /^its "resource" must be/],
    [{ resource: 1 }, /^its "resource" must be/],
    [{ resource: 'Contracts' }, /^its "resource" must be/],
    ['[]', /^not a JSON object$/],
    ['{', /./],
  ])('or should: %j makes the whole source unusable', (value, reason) => {
    const items = [item(6, { resource: 'customers', ...customer('1') }), item(7, value)];
    const { resources, fault } = prepareBatch({ resource: undefined, first: 1, items }, DEALER);
    expect(resources).toEqual([]);
    expect(fault).toEqual({ file: 'f', line: 7, reason: expect.stringMatching(reason) });
  });
});
