import type { LoggerService } from '@nestjs/common';
import { expiryOf, type Expiry, type Validity } from './expiry.js';

const DAY_MS = 24 * 60 * 60_000;

const TEXTS = {
  soon: 'The certificate in TLS_CERT_FILE expires in less than 30 days',
  urgent: 'The certificate in TLS_CERT_FILE expires in less than 7 days',
  expired: 'The certificate in TLS_CERT_FILE has expired: nobody can connect',
  'not-yet-valid':
    'The certificate in TLS_CERT_FILE is not valid yet: nobody can connect (is the clock right?)',
} as const;

/** Writes once a day that a certificate expires, and at once when it gets worse. */
export class ExpiryLog {
  #told: { state: Expiry['state']; fingerprint: string; at: number } | undefined;

  constructor(private readonly logger: Pick<LoggerService, 'warn' | 'error'>) {}

  /** @param now in milliseconds since 1970 */
  look(certificate: Validity & { readonly fingerprint: string }, now: number): void {
    const { daysLeft, state } = expiryOf(certificate, now);
    if (state === 'fine') return;
    const { fingerprint, notAfter } = certificate;
    const told = this.#told;
    if (told?.state === state && told.fingerprint === fingerprint && now < told.at + DAY_MS) return;
    this.#told = { state, fingerprint, at: now };
    const details = { notAfter: notAfter.toISOString(), daysLeft };
    if (state === 'soon') this.logger.warn(details, TEXTS[state]);
    else this.logger.error(details, TEXTS[state]);
  }
}
