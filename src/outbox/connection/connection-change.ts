import type {
  ConnectionState,
  CrsEnvironment,
  NotificationType,
  TokenSource,
} from './crs-connection.js';

/** Settings that a connection cannot do without, or that CRS may ask for. */
export interface ConnectionSettings extends TokenSource {
  readonly messageUrl: string;
  readonly environment: CrsEnvironment;
}

/** What of a connection is to be written; what is left out stays. */
export interface ConnectionColumns extends Partial<ConnectionSettings> {
  readonly secret?: Uint8Array;
  readonly secretTime?: Date;
  readonly nextSecret?: Uint8Array | null;
  readonly nextSecretTime?: Date | null;
  readonly nextSecretDue?: Date | null;
  readonly nextSecretError?: string | null;
  readonly notifyTypes?: readonly NotificationType[];
  readonly notifyMost?: number;
  readonly state?: ConnectionState;
  readonly stateBy?: string | null;
  readonly stateReason?: string | null;
  readonly token?: null;
  readonly tokenUntil?: null;
  readonly revision?: number;
  readonly failures?: number;
  readonly dueTime?: Date;
  readonly lastError?: null;
  readonly lastErrorTime?: null;
  readonly clockDriftMs?: null;
  readonly clockDriftTime?: null;
  readonly changedTime?: Date;
}

/** A connection that is about to be changed; it stays as it is until then. */
export interface PresentConnection extends ConnectionSettings {
  readonly hasNextSecret: boolean;
  readonly revision: number;
  /** Keys with messages to CRS that are neither delivered nor dropped. */
  readonly keysWaiting: number;
}

/** What is to be changed. */
export interface ConnectionChange extends Partial<ConnectionSettings> {
  /** Sealed. */
  readonly secret?: Uint8Array;
  readonly notifyTypes?: readonly NotificationType[];
  readonly notifyMost?: number;
  readonly state?: ConnectionState;
  readonly stateBy?: string | null;
  readonly stateReason?: string | null;
}

const ASKED_WITH = ['tokenUrl', 'clientId', 'scope', 'audience', 'tokenAuth'] as const;
/** A secret belongs to these: of another client, or elsewhere, it says nothing. */
const SECRET_OF = ['tokenUrl', 'clientId'] as const;
const NO_NEXT_SECRET = {
  nextSecret: null,
  nextSecretTime: null,
  nextSecretDue: null,
  nextSecretError: null,
};

/**
 * What a change writes. A new secret waits as the next one, and the one before stays in use until a
 * token was got with it; unless the client or the token URL changes with it. Whatever may help makes
 * the connection due at once, its failures forgotten.
 */
export function columnsOfChange(
  present: PresentConnection,
  change: ConnectionChange,
  now: Date,
): ConnectionColumns {
  const { secret, ...given } = change;
  const differs = (name: (typeof ASKED_WITH)[number]) =>
    given[name] !== undefined && given[name] !== present[name];
  const isAskedOtherwise = ASKED_WITH.some(differs);
  const helps =
    secret !== undefined ||
    given.messageUrl !== undefined ||
    given.environment !== undefined ||
    given.state === 'active' ||
    ASKED_WITH.some((name) => given[name] !== undefined);
  return {
    ...given,
    ...(isAskedOtherwise && { token: null, tokenUntil: null }),
    ...(isAskedOtherwise && present.hasNextSecret && { nextSecretDue: now, nextSecretError: null }),
    ...(secret && (SECRET_OF.some(differs) ? secretAtOnce(secret, now) : nextSecret(secret, now))),
    ...((isAskedOtherwise || secret) && { revision: present.revision + 1 }),
    ...(helps && { failures: 0, dueTime: now }),
    changedTime: now,
  };
}

/**
 * What takes the place of a connection that is there: all of its settings. Whether it is paused stays,
 * and up to where CRS was told.
 */
export function columnsOfReplacement(
  present: Pick<PresentConnection, 'revision'>,
  columns: ConnectionSettings &
    Required<Pick<ConnectionChange, 'secret' | 'notifyTypes' | 'notifyMost'>>,
  now: Date,
): ConnectionColumns {
  return {
    ...columns,
    ...secretAtOnce(columns.secret, now),
    token: null,
    tokenUntil: null,
    revision: present.revision + 1,
    failures: 0,
    dueTime: now,
    lastError: null,
    lastErrorTime: null,
    clockDriftMs: null,
    clockDriftTime: null,
    changedTime: now,
  };
}

function secretAtOnce(secret: Uint8Array, now: Date): ConnectionColumns {
  return { secret, secretTime: now, ...NO_NEXT_SECRET };
}

function nextSecret(secret: Uint8Array, now: Date): ConnectionColumns {
  return { nextSecret: secret, nextSecretTime: now, nextSecretDue: now, nextSecretError: null };
}
