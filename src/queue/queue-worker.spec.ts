import { afterEach, expect, it } from '@jest/globals';
import { until } from '../../test/support/until.js';
import type { ClaimedMessage } from './message-record.js';
import { QueueWorker } from './queue-worker.js';

const HOUR_MS = 3_600_000;
let worker: QueueWorker<ClaimedMessage> | undefined;
afterEach(() => worker?.stop());

/** A queue in memory: the worker is told only by being woken. */
function start(concurrency: number, handle: (id: string) => Promise<void>) {
  const waiting: string[] = [];
  const errors: unknown[] = [];
  let claims = 0;
  let failing = false;
  const started = (worker = new QueueWorker<ClaimedMessage>({
    name: 'handle',
    concurrency,
    pollMs: HOUR_MS,
    claim: async (most) => {
      claims++;
      if (failing) throw new Error('No database');
      return waiting.splice(0, most).map((id) => ({ submittedMessageId: id }) as ClaimedMessage);
    },
    handle: ({ submittedMessageId }) => handle(submittedMessageId),
    onError: (error) => errors.push(error),
  }));
  return {
    worker: started,
    errors,
    claims: () => claims,
    fail: (now: boolean) => (failing = now),
    add(...ids: string[]) {
      waiting.push(...ids);
      started.wake();
    },
  };
}

it('handles what it is told of, at most so many at one time', async () => {
  const running = new Map<string, () => void>();
  const done: string[] = [];
  let most = 0;
  const queue = start(2, async (id) => {
    await new Promise<void>((resolve) => {
      running.set(id, resolve);
      most = Math.max(most, running.size);
    });
    running.delete(id);
    done.push(id);
  });
  queue.worker.start();
  queue.add('1', '2', '3', '4', '5');
  for (const id of ['2', '1', '3', '4', '5']) (await until(() => running.get(id)))();
  await until(() => done.length === 5);
  expect(most).toBe(2);
});

it('ends when what is at hand is handled, and claims no more', async () => {
  const running: (() => void)[] = [];
  const done: string[] = [];
  const queue = start(1, async (id) => {
    await new Promise<void>((resolve) => running.push(resolve));
    done.push(id);
  });
  queue.worker.start();
  queue.add('1', '2');
  const finish = await until(() => running[0]);
  const stopped = queue.worker.stop();
  finish();
  await stopped;
  expect(done).toEqual(['1']);
  const { claims } = queue;
  const before = claims();
  queue.worker.wake();
  expect(claims()).toBe(before);
});

it('goes on after it could not claim', async () => {
  const done: string[] = [];
  const queue = start(1, async (id) => void done.push(id));
  queue.fail(true);
  queue.worker.start();
  queue.add('1');
  await until(() => queue.errors.length > 0);
  queue.fail(false);
  queue.worker.wake();
  await until(() => done.length === 1);
});

it('goes on after a handler threw', async () => {
  const done: string[] = [];
  const queue = start(1, async (id) => {
    if (id === 'bad') throw new Error('Bad');
    done.push(id);
  });
  queue.worker.start();
  queue.add('bad', 'good');
  await until(() => done.length === 1);
  expect(queue.errors).toEqual([new Error('Bad')]);
});
