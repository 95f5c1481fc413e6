import type { Item } from '../answers/read-answer.js';
import type { Run } from '../run.js';
import { Target } from '../target.js';
import { RecordingError, ReplayWire, type Recording } from '../wire/recording.js';
import { dailyPull } from './daily-pull.js';
import { incrementalPull } from './incremental-pull.js';
import { objectOf, textOf } from './ids.js';
import { isPullState, PullState } from './pull-state.js';

/** What a recording was made of: its command, and the system. */
export interface RecordedRun {
  readonly command: string;
  readonly system: string;
}

/** @throws RecordingError when the recording does not say it */
export function recordedRun({ about }: Recording): RecordedRun {
  const [command, system] = [textOf(about, 'command'), textOf(about, 'system')];
  if (command !== undefined && system !== undefined) return { command, system };
  throw new RecordingError('The recording does not say which command it is of');
}

/** The dealer's system as it was when it was recorded. */
export function recordedTarget(recording: Recording, run: Run): Target {
  const options = objectOf(recording.about, 'options');
  const settings = {
    url: textOf(options, 'url') ?? '',
    tokenUrl: textOf(options, 'tokenUrl') ?? '',
    clientId: textOf(options, 'clientId') ?? '',
    // Recordings have no secrets, and a replay needs none.
    clientSecret: 'replay',
    scope: textOf(options, 'scope'),
    audience: textOf(options, 'audience'),
    dealer: textOf(options, 'dealer'),
  };
  return new Target(settings, new ReplayWire(recording), run.findings);
}

/**
 * Does the pull of a recording again: the same requests, which get the recorded answers.
 * @throws RecordingError where the recording ends before the pull does
 */
export async function replayPull(run: Run, target: Target, { about }: Recording): Promise<void> {
  const pull = objectOf(about, 'pull');
  await dailyPull(run, target, {
    ...shared(pull),
    customers: pull['customers'] === 'told' ? 'told' : textsOf(pull, 'customers'),
    connections: numberOf(pull, 'connections'),
    twice: pull['twice'] === true,
    nightlyCustomers: numberOf(pull, 'nightlyCustomers'),
    resume: pull['resume'] === true,
  });
}

/** The same for incremental pulls; without the pauses between them. */
export async function replayIncremental(
  run: Run,
  target: Target,
  { about, exchanges }: Recording,
): Promise<void> {
  const pull = objectOf(about, 'incremental');
  const { since = '', later } = { since: textOf(pull, 'since'), later: textOf(pull, 'later') };
  const asked = exchanges.filter(({ purpose }) => purpose === 'incremental');
  const isLater =
    later !== undefined && asked[0]?.url === target.url('incremental', { since: later });
  await incrementalPull(run, target, {
    ...shared(pull),
    since,
    later,
    customers: 'customers' in pull ? textsOf(pull, 'customers') : undefined,
    times: Math.max(1, asked.length - (isLater ? 1 : 0)),
    ...(pull['isRepeated'] === true && { everyMs: 0 }),
  });
}

function shared(pull: Item) {
  const { state } = pull;
  return {
    items: numberOf(pull, 'items'),
    documents: numberOf(pull, 'documents'),
    state: isPullState(state)
      ? new PullState(state.system, state.dealer ?? undefined, state)
      : undefined,
  };
}

function numberOf(item: Item, name: string): number | undefined {
  const value = item[name];
  return typeof value === 'number' ? value : undefined;
}

function textsOf(item: Item, name: string): string[] {
  const value = item[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
