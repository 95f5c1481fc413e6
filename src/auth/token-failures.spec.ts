import { describe, expect, it } from '@jest/globals';
import { TokenFailures } from './token-failures.js';

const LIMIT = 3;
const HOME = '192.0.2.1';

const counting = (limit = LIMIT) => new TokenFailures({ TOKEN_FAILURES_PER_MINUTE: limit });

/** Whether a client may try from an address. */
function isOpen(failures: TokenFailures, address: string, clientId: string): boolean {
  try {
    failures.check(address, clientId);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'too-many-requests' });
    const { retryAfter = 0 } = error as { retryAfter?: number };
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(60);
    return false;
  }
}

function fail(failures: TokenFailures, address: string, clientId: string, times = LIMIT): void {
  for (let n = 0; n < times; n++) failures.failed(address, clientId);
}

describe('wrong credentials', () => {
  it('shut a client out from the address they came from, and from no other', () => {
    const failures = counting();
    fail(failures, HOME, 'crs', LIMIT - 1);
    expect(isOpen(failures, HOME, 'crs')).toBe(true);
    failures.failed(HOME, 'crs');
    expect(isOpen(failures, HOME, 'crs')).toBe(false);
    expect(isOpen(failures, HOME, 'other')).toBe(true);
    expect(isOpen(failures, '192.0.2.2', 'crs')).toBe(true);
  });

  it('count for the whole network that one IPv6 subscriber has', () => {
    const failures = counting();
    fail(failures, '2001:db8:1:2::1', 'crs');
    expect(isOpen(failures, '2001:db8:1:2:ffff::9', 'crs')).toBe(false);
    expect(isOpen(failures, '2001:db8:1:3::1', 'crs')).toBe(true);
  });

  it('for many clients shut out their address, but not a client that has had a token there', () => {
    const failures = counting();
    failures.passed(HOME, 'crs');
    for (let n = 0; n < 10 * LIMIT; n++) failures.failed(HOME, `guess-${n}`);
    expect(isOpen(failures, HOME, 'another guess')).toBe(false);
    expect(isOpen(failures, HOME, 'crs')).toBe(true);
    expect(isOpen(failures, '192.0.2.2', 'another guess')).toBe(true);
    fail(failures, HOME, 'crs');
    expect(isOpen(failures, HOME, 'crs')).toBe(false);
  });

  it('take no more memory than there is for them, whatever ids are made up', () => {
    const failures = counting();
    const megabyte = 'x'.repeat(1024 * 1024);
    const before = process.memoryUsage().rss;
    for (let n = 0; n < 200; n++) failures.failed(HOME, `${n}${megabyte}`);
    for (let n = 0; n < 100_000; n++) failures.failed(`10.${n >> 16}.${n >> 8}.${n}`, `id-${n}`);
    const megabytes = (process.memoryUsage().rss - before) / 2 ** 20;
    expect(megabytes).toBeLessThan(150);
  });

  it('do not count when the limit is 0', () => {
    const failures = counting(0);
    fail(failures, HOME, 'crs', 1_000);
    expect(isOpen(failures, HOME, 'crs')).toBe(true);
  });
});
