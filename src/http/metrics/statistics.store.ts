import type { ClientBase } from 'pg';
import {
  connectionStates,
  loadStates,
  queueStates,
  type ConnectionState,
  type LoadState,
  type QueueState,
} from '../health/state.store.js';
import {
  LAST_LOADS,
  LOAD_COUNTS,
  LOAD_ROWS,
  PINS,
  QUEUE_DEPTHS,
  WEBHOOKS,
} from './statistics.sql.js';

type Queryable = Pick<ClientBase, 'query'>;

/** Loads of a dealer in one state; of a dealer without any, only the total. */
export interface LoadCount {
  readonly dealer: string;
  /** Of all its loads. */
  readonly total: number;
  readonly state: string | null;
  readonly day: number | null;
  readonly recent: number | null;
}

/** A dealer's last load that is over and was no dry run. */
export interface LastLoad {
  readonly dealer: string;
  readonly failed: boolean;
  /** Seconds since 1970. */
  readonly finished: number;
  readonly seconds: number;
}

/** What the last load of a resource did with its rows. */
export interface LoadRows {
  readonly dealer: string;
  readonly resource: string;
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly rejected: number;
  readonly warnings: number;
}

/** A dealer's messages of one direction that are not done. */
export interface QueueDepth {
  readonly dealer: string;
  readonly direction: 'in' | 'out';
  readonly queued: number;
  readonly parked: number;
  readonly unmatched: number;
}

/** A dealer's webhooks. */
export interface WebhookCount {
  readonly dealer: string;
  readonly active: number;
  readonly paused: number;
  /** Events, of the active one that is furthest behind. */
  readonly behind: number;
}

/** Pulls of a dealer that are under way. */
export interface PinCount {
  readonly dealer: string;
  readonly pins: number;
}

/** What the database says of the whole service. */
export interface Statistics {
  readonly loads: readonly LoadState[];
  readonly loadCounts: readonly LoadCount[];
  readonly lastLoads: readonly LastLoad[];
  readonly loadRows: readonly LoadRows[];
  readonly queues: readonly QueueState[];
  readonly depths: readonly QueueDepth[];
  readonly connections: readonly ConnectionState[];
  readonly webhooks: readonly WebhookCount[];
  readonly pins: readonly PinCount[];
}

/**
 * Reads all of it, one statement after the other; none looks at more than it must.
 * @param stop ends it before the next statement
 */
export async function readStatistics(client: Queryable, stop: AbortSignal): Promise<Statistics> {
  const next = <T>(read: (from: Queryable) => Promise<T>): Promise<T> => {
    stop.throwIfAborted();
    return read(client);
  };
  const rows = async <T extends object>(text: string) =>
    (await next((from) => from.query<T>(text))).rows;
  return {
    loads: await next(loadStates),
    loadCounts: await rows<LoadCount>(LOAD_COUNTS),
    lastLoads: await rows<LastLoad>(LAST_LOADS),
    loadRows: await rows<LoadRows>(LOAD_ROWS),
    queues: await next(queueStates),
    depths: await rows<QueueDepth>(QUEUE_DEPTHS),
    connections: await next(connectionStates),
    webhooks: await rows<WebhookCount>(WEBHOOKS),
    pins: await rows<PinCount>(PINS),
  };
}
