import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

describe('Retry-After', () => {
  const now = Date.parse('2026-01-05T10:00:00Z');

  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Mon, 05 Jan 2026 10:02:00 GMT', 120_000],
    ['Mon, 05 Jan 2026 09:00:00 GMT', 0],
  ])('%p is %d milliseconds', (header, milliseconds) => {
    expect(retryAfterMs(header, now)).toBe(milliseconds);
  });

  it.each([undefined, '', 'soon', '-5', '1.5', '2026-01-05T10:02:00Z', '99999999999'])(
    '%p says nothing',
    (header) => {
      expect(retryAfterMs(header, now)).toBeUndefined();
    },
  );
});
