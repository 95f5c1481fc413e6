import type { Direction } from '../queue/message-record.js';
import { failure, ok, warning, type Outcome } from './finding.js';
import type { QueueState } from './messages.store.js';
import { count, span } from './wording.js';

const HOUR_S = 60 * 60;

/** For how long a message may wait before it is told, and before it is a failure; in seconds. */
const PATIENCE: Readonly<Record<Direction, readonly [warn: number, fail: number]>> = {
  // Of CRS's own nobody keeps us from handling them.
  in: [HOUR_S / 4, 4 * HOUR_S],
  out: [HOUR_S, 24 * HOUR_S],
};

/** What waits of a dealer's messages in one direction. */
export function queue(dealer: string, direction: Direction, states: readonly QueueState[]) {
  const own = states.find((one) => one.dealer === dealer && one.direction === direction);
  const { oldest = null, parked = 0, unmatched = 0 } = own ?? {};
  const [warn, fail] = PATIENCE[direction];
  const faults: Outcome[] = [];
  if (oldest !== null && oldest > warn) {
    const found = `the oldest message waits for ${span(oldest * 1000)}`;
    const todo =
      direction === 'out'
        ? `npm run cli -- crs test --dealer ${dealer}`
        : 'See whether a server with MESSAGE_WORKERS runs, and what its log says.';
    faults.push((oldest > fail ? failure : warning)(found, todo));
  }
  if (parked > 0) {
    const todo =
      direction === 'out'
        ? `npm run cli -- outbox list --state parked --dealer ${dealer}, then outbox replay or drop.`
        : 'Read them at /dealer/v1/messages?state=parked, then replay or drop them.';
    faults.push(warning(`${count(parked, 'message')} parked: somebody must decide`, todo));
  }
  if (unmatched > 0)
    faults.push(
      warning(
        `${count(unmatched, 'message')} of customers that are not known`,
        'Load the customers, or read them at /dealer/v1/messages/unmatched.',
      ),
    );
  const outcomes = faults.length > 0 ? faults : [ok('nothing waits for long')];
  return outcomes.map((outcome) => ({ ...outcome, dealer }));
}
