import { expect, it } from '@jest/globals';
import pg from 'pg';
import { writeBatch } from './write-batch.js';

const refusal = Object.assign(new pg.DatabaseError('bad', 3, 'error'), { code: '22P05' });
const deadlock = Object.assign(new pg.DatabaseError('deadlock', 8, 'error'), { code: '40P01' });
const notReached = Object.assign(new Error('connect'), {
  code: 'ECONNREFUSED',
  syscall: 'connect',
});
const cutOff = new Error('Connection terminated unexpectedly');

/** Writes numbers into a list; those of `bad` are refused, and the `last` write meets an error. */
function writer(bad: readonly number[], failing?: { at: number; error: Error }) {
  const written: number[] = [];
  let writes = 0;
  const write = async (batch: readonly number[]) => {
    if (failing && writes++ >= failing.at) throw failing.error;
    if (batch.some((one) => bad.includes(one))) throw refusal;
    written.push(...batch);
  };
  return { written, write };
}

const BATCH = [1, 2, 3, 4, 5, 6, 7];

it('only what is bad is left out', async () => {
  const { written, write } = writer([1, 4]);
  expect(await writeBatch(BATCH, write)).toMatchObject({ refused: [1, 4], left: [] });
  expect(written).toEqual([2, 3, 5, 6, 7]);
});

it.each([
  ['was not reached', notReached, false],
  ['met another transaction', deadlock, false],
  ['broke off', cutOff, true],
])('all is left when the database %s', async (_name, error, uncertain) => {
  const { write } = writer([], { at: 0, error });
  expect(await writeBatch(BATCH, write)).toEqual({ refused: [], left: BATCH, uncertain, error });
});

it('when the database goes away meanwhile, nothing of it is lost, and nothing written twice', async () => {
  // All seven, the first four, the first two, then away.
  const { written, write } = writer([4], { at: 3, error: notReached });
  const { left, refused } = await writeBatch(BATCH, write);
  expect(written).toEqual([1, 2]);
  expect([refused, left]).toEqual([[], [3, 4, 5, 6, 7]]);
});
