import { expect, it } from '@jest/globals';
import { Run } from '../run.js';
import { checkNight, checkSpeed } from './speed-check.js';

function broken(milliseconds: readonly number[], kind = 'invoice'): string[] {
  const run = new Run('test', 'http://dealer.example');
  for (const one of milliseconds) run.timings.add(kind, one, 0);
  checkSpeed(run);
  return run.findings.list().map(({ rule }) => rule.id);
}

const mostly = (most: number, last: number) => [...Array<number>(19).fill(most), last];

it('takes nineteen of twenty answers, not the slowest one', () => {
  expect(broken(mostly(1_900, 50_000))).toEqual([]);
  expect(broken(mostly(2_001, 2_001))).toEqual(['SPEED-P95']);
  expect(broken(mostly(10_001, 1))).toEqual(['SPEED-P95-SLOW']);
});

it('looks at endpoints only', () => {
  expect(broken([60_000], 'document')).toEqual([]);
});

it('works out the night from the time of all requests', () => {
  const night = (customers: number, connections: number) => {
    const run = new Run('test', 'http://dealer.example');
    run.timings.add('invoice', 30_000, 0);
    run.timings.add('contract', 30_000, 0);
    checkNight(run, 60, customers, connections);
    return [run.result().counts, run.findings.list().length];
  };
  expect(night(21_600, 1)).toEqual([{ 'seconds for the nightly pull': 21_600 }, 0]);
  expect(night(21_601, 1)[1]).toBe(1);
  expect(night(43_200, 2)).toEqual([{ 'seconds for the nightly pull': 21_600 }, 0]);
});
