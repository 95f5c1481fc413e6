import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DealerWatch } from './dealer-watch.js';
import { Turns } from './turns.js';

let now: number;
let told: { againInSeconds: number }[];

beforeEach(() => {
  now = 0;
  told = [];
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const nothing = () => undefined;
  const error = (facts: { againInSeconds: number }) => void told.push(facts);
  Logger.overrideLogger({ log: nothing, warn: nothing, error });
});
afterEach(() => void jest.restoreAllMocks());

const running = () => false;

it('tries again after pauses that grow to five minutes, and are short again after a success', async () => {
  let fails = true;
  const tries: number[] = [];
  const watch = new DealerWatch('A000', 5_000, new Turns(1), async () => {
    tries.push(now / 1000);
    if (fails) throw new Error('no space left');
  });
  for (; now < 1_400_000; now += 5_000) await watch.look(running);
  expect(tries).toEqual([0, 5, 15, 35, 75, 155, 315, 615, 915, 1215]);
  expect(told.map(({ againInSeconds }) => againInSeconds)).toEqual([
    5, 10, 20, 40, 80, 160, 300, 300, 300, 300,
  ]);
  fails = false;
  for (; now < 1_600_000; now += 5_000) await watch.look(running);
  fails = true;
  await watch.look(running);
  expect(told.at(-1)).toMatchObject({ dealer: 'A000', againInSeconds: 5 });
});

it('is not doubled while it is at work, and one failure counts once', async () => {
  let end: ((error: Error) => void) | undefined;
  let tries = 0;
  const watch = new DealerWatch('A000', 5_000, new Turns(1), () => {
    tries++;
    return new Promise<void>((_resolve, reject) => (end = reject));
  });
  const first = watch.look(running);
  for (let look = 0; look < 10; look++) await watch.look(running);
  end?.(new Error('no space left'));
  await first;
  expect(tries).toBe(1);
  expect(told).toMatchObject([{ againInSeconds: 5 }]);
});

it('says nothing of what fails because the server stops', async () => {
  const watch = new DealerWatch('A000', 5_000, new Turns(1), async () => {
    throw new Error('terminated');
  });
  await watch.look(() => true);
  expect(told).toEqual([]);
});
