import type { ConnectionView, DealerConnection } from '../outbox/connection/connection-view.js';

/** Which system of CRS a connection leads to; the one that counts is not to be overlooked. */
export function systemOf({ environment }: Pick<ConnectionView, 'environment'>): string {
  return environment === 'production' ? 'the PRODUCTION system of CRS' : 'the test system of CRS';
}

/** A connection for people, one line for each matter. */
export function viewLines(dealer: string, view: ConnectionView): string[] {
  const { messageUrl, tokenUrl, clientId, scope, audience, tokenAuth, notifications, queue } = view;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Message URL', messageUrl],
    ['Token URL', tokenUrl],
    ['Client id', `${clientId} (${tokenAuth})`],
    ['Scope', scope],
    ['Audience', audience],
    ['State', stateOf(view)],
    ['Secret', secretOf(view)],
    ['Token', view.token && `used until ${view.token.usedUntil}`],
    ['Notifications', notificationsOf(notifications)],
    ['Circuit', circuitOf(view)],
    ['Last error', errorOf(view)],
    ['Delivered', view.circuit.lastDeliveredTime],
    ['Clock', clockOf(view)],
    ['Queue', queueOf(queue)],
  ];
  const shown = lines.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name.padEnd(WIDTH)}${value}`],
  );
  return [`Dealer ${dealer} is connected with ${systemOf(view)}.`, ...shown];
}

const WIDTH = 15;

function stateOf({ state, pausedBy, reason }: ConnectionView): string {
  if (state === 'active') return state;
  const by = pausedBy === undefined ? '' : ` by ${pausedBy}`;
  return `paused${by}${reason === undefined ? '' : `: ${reason}`}`;
}

function secretOf({ secret }: ConnectionView): string {
  const { setTime, next } = secret;
  if (!next) return `set ${setTime}`;
  const why = next.error === undefined ? '' : `, which did not work: ${next.error}`;
  return `set ${setTime}; a new one is tried ${next.nextAttemptTime}${why}`;
}

function notificationsOf({ types, mostCustomers }: ConnectionView['notifications']): string {
  if (types.length === 0) return 'none';
  return `${types.join(', ')}; at most ${mostCustomers} customers of a load`;
}

function circuitOf({ circuit }: ConnectionView): string {
  const { state, failures, nextAttemptTime } = circuit;
  if (state === 'closed') return state;
  const next = nextAttemptTime === undefined ? '' : `, tried again ${nextAttemptTime}`;
  return `open: ${failures} failed attempts${next}`;
}

function errorOf({ circuit }: ConnectionView): string | undefined {
  const { lastError, lastErrorTime } = circuit;
  return lastError === undefined ? undefined : `${lastErrorTime}: ${lastError}`;
}

function clockOf({ clock }: ConnectionView): string | undefined {
  if (!clock) return undefined;
  const { driftSeconds: drift, measuredTime, warning } = clock;
  const told = `CRS is ${Math.abs(drift)} seconds ${drift < 0 ? 'behind' : 'ahead'} (${measuredTime})`;
  return warning ? `${told}: WARNING, more than five minutes` : told;
}

function queueOf({ keysWaiting, keysHeld, oldestTime }: ConnectionView['queue']): string {
  const since = oldestTime === undefined ? '' : `, the oldest since ${oldestTime}`;
  return `${keysWaiting} keys wait${since}; ${keysHeld} held`;
}

export const LIST_HEAD = ['Dealer', 'System', 'State', 'Circuit', 'Waiting', 'Held', 'Last error'];

/** A connection as a row of a table. */
export function listRow(connection: DealerConnection): (string | number | undefined)[] {
  const { dealer, environment, state, circuit, queue } = connection;
  return [
    dealer,
    environment === 'production' ? 'PRODUCTION' : environment,
    state,
    circuit.state,
    queue.keysWaiting,
    queue.keysHeld,
    circuit.lastError,
  ];
}
