import { objectOf } from '../pull/ids.js';
import type { Run } from '../run.js';
import type { Target } from '../target.js';
import type { Recording } from '../wire/recording.js';
import { conformance } from './conformance.js';

/**
 * Does a recorded conformance run again, but for its encryption and its messages: a recording has
 * nothing of the one, and messages have other ids each time.
 * @throws RecordingError where the recording ends before the run does
 */
export async function replayCheck(run: Run, target: Target, { about }: Recording): Promise<void> {
  const check = objectOf(about, 'check');
  const { customers, mostCustomers, items, documents } = check;
  await conformance(run, target, {
    customers: Array.isArray(customers) ? customers.map(String) : 'told',
    messages: false,
    offline: true,
    ...(typeof mostCustomers === 'number' && { mostCustomers }),
    ...(typeof items === 'number' && { items }),
    ...(typeof documents === 'number' && { documents }),
  });
}
