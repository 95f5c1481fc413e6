import { expect, it } from '@jest/globals';
import { Turns } from './turns.js';

it('lets so much run at one time, and the rest in the order it came', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const runs = [0, 1, 2, 3].map((number) =>
    turns.take(async () => {
      begun.push(number);
      await new Promise<void>((end) => (ends[number] = end));
      if (number === 0) throw new Error('failed');
    }),
  );
  expect(begun).toEqual([0, 1]);
  ends[0]?.();
  await expect(runs[0]).rejects.toThrow('failed');
  expect(begun).toEqual([0, 1, 2]);
  ends[1]?.();
  await runs[1];
  expect(begun).toEqual([0, 1, 2, 3]);
  ends[2]?.();
  ends[3]?.();
  await Promise.all(runs.slice(2));
});
