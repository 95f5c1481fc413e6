import { DRIFT_WARNED_MS } from '../sender/clock-drift.js';
import type { CircuitView, ConnectionView } from './connection-view.js';
import type {
  ConnectionState,
  CrsEnvironment,
  NotificationType,
  TokenAuthMethod,
} from './crs-connection.js';

/** What is read of a connection for its owner. */
export interface ConnectionRow {
  readonly dealerCode: string;
  readonly messageUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly scope: string | null;
  readonly audience: string | null;
  readonly tokenAuth: TokenAuthMethod;
  readonly environment: CrsEnvironment;
  readonly state: ConnectionState;
  readonly stateBy: string | null;
  readonly stateReason: string | null;
  readonly secretTime: Date;
  readonly nextSecretTime: Date | null;
  readonly nextSecretDue: Date | null;
  readonly nextSecretError: string | null;
  readonly notifyTypes: readonly NotificationType[];
  readonly notifyMost: number;
  readonly tokenUntil: Date | null;
  readonly failures: number;
  readonly dueTime: Date;
  readonly lastError: string | null;
  readonly lastErrorTime: Date | null;
  readonly deliveredTime: Date | null;
  readonly clockDriftMs: number | null;
  readonly clockDriftTime: Date | null;
  readonly createdTime: Date;
  readonly changedTime: Date;
  readonly keysWaiting: number;
  readonly keysHeld: number;
  readonly oldestTime: Date | null;
}

/** @param now milliseconds since 1970 */
export function toView(row: ConnectionRow, now: number): ConnectionView {
  const { messageUrl, tokenUrl, clientId, tokenAuth, environment, state } = row;
  const { keysWaiting, keysHeld, tokenUntil } = row;
  return {
    messageUrl,
    tokenUrl,
    clientId,
    ...(row.scope !== null && { scope: row.scope }),
    ...(row.audience !== null && { audience: row.audience }),
    tokenAuth,
    environment,
    state,
    ...pauseOf(row),
    secret: secretOf(row),
    notifications: { types: row.notifyTypes, mostCustomers: row.notifyMost },
    circuit: circuitOf(row),
    ...clockOf(row),
    ...(tokenUntil &&
      tokenUntil.getTime() > now && { token: { usedUntil: tokenUntil.toISOString() } }),
    queue: { keysWaiting, keysHeld, ...time('oldestTime', row.oldestTime) },
    createdTime: row.createdTime.toISOString(),
    changedTime: row.changedTime.toISOString(),
  };
}

function pauseOf({ state, stateBy, stateReason }: ConnectionRow) {
  return {
    ...(state === 'paused' && stateBy !== null && { pausedBy: stateBy }),
    ...(state === 'paused' && stateReason !== null && { reason: stateReason }),
  };
}

function secretOf(row: ConnectionRow): ConnectionView['secret'] {
  const { secretTime, nextSecretTime, nextSecretDue, nextSecretError } = row;
  const setTime = secretTime.toISOString();
  if (!nextSecretTime || !nextSecretDue) return { setTime };
  return {
    setTime,
    next: {
      setTime: nextSecretTime.toISOString(),
      nextAttemptTime: nextSecretDue.toISOString(),
      ...(nextSecretError !== null && { error: nextSecretError }),
    },
  };
}

function circuitOf(row: ConnectionRow): CircuitView {
  const { failures, state, dueTime, lastError, lastErrorTime, deliveredTime } = row;
  return {
    state: failures > 0 ? 'open' : 'closed',
    failures,
    ...time('nextAttemptTime', failures > 0 && state === 'active' ? dueTime : null),
    ...(lastError !== null && { lastError }),
    ...time('lastErrorTime', lastErrorTime),
    ...time('lastDeliveredTime', deliveredTime),
  };
}

function clockOf({ clockDriftMs: drift, clockDriftTime }: ConnectionRow) {
  if (drift === null || !clockDriftTime) return {};
  const clock = {
    driftSeconds: Math.round(drift / 1000),
    measuredTime: clockDriftTime.toISOString(),
    ...(Math.abs(drift) > DRIFT_WARNED_MS && { warning: true as const }),
  };
  return { clock };
}

function time<K extends string>(name: K, value: Date | null): { readonly [_ in K]?: string } {
  return (value ? { [name]: value.toISOString() } : {}) as { readonly [_ in K]?: string };
}
