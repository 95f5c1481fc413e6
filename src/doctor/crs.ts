import type { CheckReport, CheckStep } from '../outbox/connection/check/check-step.js';
import type { ConnectionRow } from '../outbox/connection/connection-row.js';
import { failure, notChecked, ok, warning, type Outcome } from './finding.js';
import { count, span } from './wording.js';

const HOUR_MS = 60 * 60_000;

/** How a dealer's connection fares. @param now milliseconds since 1970 */
export function connected(dealer: string, row: ConnectionRow | undefined, now: number): Outcome[] {
  if (!row)
    return one(
      dealer,
      warning(
        'not connected: CRS is told nothing',
        `npm run cli -- crs connect --dealer ${dealer}`,
      ),
    );
  const { environment, state, failures, lastError } = row;
  if (state === 'paused') {
    const why = row.stateReason ?? 'no reason is given';
    const found = `paused by ${row.stateBy ?? 'somebody'}: ${why}`;
    return one(dealer, warning(found, `npm run cli -- outbox resume --dealer ${dealer}`));
  }
  const test = `npm run cli -- crs test --dealer ${dealer}`;
  if (failures > 0) {
    const since = now - (row.deliveredTime ?? row.createdTime).getTime();
    const found = `${count(failures, 'attempt')} failed one after the other, nothing was delivered for ${span(since)}: ${lastError ?? 'it is not told why'}`;
    return one(dealer, (since > HOUR_MS ? failure : warning)(found, test));
  }
  if (row.nextSecretError !== null)
    return one(dealer, warning(`the new secret does not work: ${row.nextSecretError}`, test));
  return one(dealer, ok(`connected with the ${environment} system`));
}

/** What the test of a connection found. */
export function reachable(dealer: string, { ok: isWell, steps }: CheckReport): Outcome[] {
  const bad = steps.filter(({ result }) => result === 'failed');
  const doubtful = steps.filter(({ result }) => result === 'warning');
  const todo = `npm run cli -- crs test --dealer ${dealer} shows every step.`;
  if (!isWell) return one(dealer, failure(bad.map(inWords).join('; '), todo));
  if (doubtful.length > 0) return one(dealer, warning(doubtful.map(inWords).join('; '), todo));
  return one(dealer, ok('a token was given, and the message URL can be connected to'));
}

const SUBJECTS: Readonly<Record<CheckStep['about'], string>> = {
  tokenUrl: 'token URL',
  secret: 'secret',
  nextSecret: 'new secret',
  messageUrl: 'message URL',
};

function inWords({ about, step, detail }: CheckStep): string {
  return `${SUBJECTS[about]}, ${step}: ${detail}`;
}

/** What there is to say of a dealer that is not connected. */
export function noConnection(): Outcome {
  return notChecked('the dealer is not connected');
}

function one(dealer: string, outcome: Outcome): Outcome[] {
  return [{ ...outcome, dealer }];
}
