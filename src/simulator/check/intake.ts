import type { Run } from '../run.js';
import type { Target } from '../target.js';
import { runStory } from '../traffic/stories/run-story.js';
import { findSubject } from '../traffic/subject.js';
import type { Subjects } from './subjects.js';

/**
 * Stories that need nobody to answer: one for each type of request, a lead and a chain. Where the
 * customer can cancel a request, it is canceled, so that nobody works on it.
 */
export const INTAKE_STORIES = [
  'purchase-order-canceled',
  'extend-canceled',
  'call-off-canceled',
  'jobsite-canceled',
  'transfer-canceled',
  'service-canceled',
  'rental-canceled',
  'lead',
  'chain',
] as const;

/** Posts messages that are right: each is taken, and its first one is posted again. */
export async function checkIntake(
  run: Run,
  target: Target,
  { customer, dealer }: Subjects,
): Promise<void> {
  if (dealer === undefined) return;
  const { subject } = await findSubject(target, { dealer, customer });
  for (const name of INTAKE_STORIES) await runStory(name, { run, target, subject });
}
