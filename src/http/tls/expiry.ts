const DAY_MS = 24 * 60 * 60_000;
const WARN_DAYS = 30;
const URGENT_DAYS = 7;

/** When a certificate counts. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** How a certificate stands at some moment. */
export interface Expiry {
  /** Whole days; negative once it has expired. */
  readonly daysLeft: number;
  /** `soon` from 30 days before it expires, `urgent` from 7; callers refuse the last two. */
  readonly state: 'fine' | 'soon' | 'urgent' | 'expired' | 'not-yet-valid';
}

/** @param now in milliseconds since 1970 */
export function expiryOf({ notBefore, notAfter }: Validity, now: number): Expiry {
  const left = notAfter.getTime() - now;
  const daysLeft = Math.floor(left / DAY_MS);
  if (left < 0) return { daysLeft, state: 'expired' };
  if (notBefore.getTime() > now) return { daysLeft, state: 'not-yet-valid' };
  if (left <= URGENT_DAYS * DAY_MS) return { daysLeft, state: 'urgent' };
  return { daysLeft, state: left <= WARN_DAYS * DAY_MS ? 'soon' : 'fine' };
}

/** Whether callers accept the certificate. */
export function isUsable({ state }: Expiry): boolean {
  return state !== 'expired' && state !== 'not-yet-valid';
}
