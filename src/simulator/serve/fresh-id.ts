import { randomInt } from 'node:crypto';

const FIRST = 10 ** 11;

/** A fresh id of CRS's for a request or a chain: digits, as those of the samples. */
export function freshId(): string {
  return String(randomInt(FIRST, 10 * FIRST));
}
