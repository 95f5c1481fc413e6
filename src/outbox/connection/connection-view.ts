import type {
  ConnectionState,
  CrsEnvironment,
  NotificationType,
  TokenAuthMethod,
} from './crs-connection.js';

/** A dealer's connection with CRS, as its owner sees it: never a secret or a token. Times are ISO 8601. */
export interface ConnectionView {
  readonly messageUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly scope?: string;
  readonly audience?: string;
  readonly tokenAuth: TokenAuthMethod;
  readonly environment: CrsEnvironment;
  readonly state: ConnectionState;
  /** Who paused it, and why. */
  readonly pausedBy?: string;
  readonly reason?: string;
  readonly secret: {
    readonly setTime: string;
    /** One that takes the place of the other as soon as a token was got with it. */
    readonly next?: {
      readonly setTime: string;
      readonly nextAttemptTime: string;
      /** Why it did not work. */
      readonly error?: string;
    };
  };
  readonly notifications: {
    readonly types: readonly NotificationType[];
    readonly mostCustomers: number;
  };
  readonly circuit: CircuitView;
  readonly clock?: {
    /** How far CRS's clock is ahead of ours. */
    readonly driftSeconds: number;
    readonly measuredTime: string;
    /** They differ by more than five minutes. */
    readonly warning?: true;
  };
  readonly token?: { readonly usedUntil: string };
  readonly queue: QueueView;
  readonly createdTime: string;
  readonly changedTime: string;
}

/** Whether CRS takes messages. */
export interface CircuitView {
  /** `open`: the last attempt failed, and the same message is tried again. */
  readonly state: 'closed' | 'open';
  /** Attempts that failed since CRS answered last. */
  readonly failures: number;
  readonly nextAttemptTime?: string;
  readonly lastError?: string;
  readonly lastErrorTime?: string;
  readonly lastDeliveredTime?: string;
}

/** What waits for CRS. Messages of one key are sent in their order. */
export interface QueueView {
  readonly keysWaiting: number;
  /** Keys whose first message CRS has refused: they wait for somebody to decide. */
  readonly keysHeld: number;
  /** When the first message that waits for its turn was queued. */
  readonly oldestTime?: string;
}

/** A connection, and whose it is. */
export interface DealerConnection extends ConnectionView {
  readonly dealer: string;
}
