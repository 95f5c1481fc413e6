import { setTimeout as delay } from 'node:timers/promises';
import { median } from './statistics.js';
import type { HttpTarget } from './http-slice.js';

const EVERY_MS = 20;
const WINDOW = 25;

/** One request of a series. */
export interface Probe {
  readonly status: number;
  readonly milliseconds: number;
}

/** Asks once. A connection that breaks is status 0. */
export async function probe({ url, token, paths }: HttpTarget, turn: number): Promise<Probe> {
  const begun = performance.now();
  let status = 0;
  try {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(url + (paths[turn % paths.length] ?? ''), { headers });
    await answer.text();
    status = answer.status;
  } catch {
    // Counts as what it is.
  }
  return { status, milliseconds: performance.now() - begun };
}

/** Asks so often, one after the other. */
export async function probes(target: HttpTarget, number: number): Promise<Probe[]> {
  const found: Probe[] = [];
  for (let turn = 0; turn < number; turn++) {
    found.push(await probe(target, turn));
    await delay(EVERY_MS);
  }
  return found;
}

/** Milliseconds of the middle one. */
export function middle(found: readonly Probe[]): number {
  return median(found.map(({ milliseconds }) => milliseconds));
}

/**
 * Asks until the answers are as they were before.
 * @param usual milliseconds of the middle one then; twice that is as before
 * @returns seconds until the first of a series of answers that were all as before
 */
export async function recovery(
  target: HttpTarget,
  usual: number,
  mostSeconds: number,
): Promise<number> {
  const begun = performance.now();
  const since = () => (performance.now() - begun) / 1000;
  while (since() < mostSeconds) {
    const from = since();
    const found = await probes(target, WINDOW);
    if (found.every(({ status }) => status === 200) && middle(found) <= 2 * usual) return from;
  }
  return mostSeconds;
}
