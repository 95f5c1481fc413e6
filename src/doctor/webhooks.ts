import { ok, warning, type Outcome } from './finding.js';
import type { CheckedWebhook } from './webhooks.store.js';
import { count } from './wording.js';

/** Whether a dealer's own systems are told what happens. */
export function webhooks(dealer: string, all: readonly CheckedWebhook[]): Outcome[] {
  const own = all.filter((one) => one.dealer === dealer);
  const faults = own.filter(({ state, failures }) => state === 'paused' || failures > 0);
  if (faults.length === 0) return [{ ...ok(count(own.length, 'webhook')), dealer }];
  return faults.map(({ id, state, reason, failures }) => {
    const found =
      state === 'paused'
        ? `paused: ${reason ?? 'no reason is given'}`
        : `${count(failures, 'attempt')} failed one after the other`;
    const todo = `GET /dealer/v1/webhooks/${id}/deliveries tells why; mend the endpoint, and set its state to active.`;
    return { ...warning(found, todo), dealer, about: id };
  });
}
