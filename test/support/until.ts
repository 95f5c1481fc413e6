import { setTimeout as delay } from 'node:timers/promises';

/** Waits until a condition holds, or what it reads is there; fails after the time given. */
export async function until<T>(
  read: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${read.toString()}`);
    await delay(20);
  }
}
