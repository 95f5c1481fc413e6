import { callbackify } from 'node:util';
import pg from 'pg';
import { clientConfig } from './session.js';

const IDLE_MS = 60_000;
const IDLE_IN_TRANSACTION_MS = 10_000;
const READ_TIMEOUT_EXTRA_MS = 500;

export interface ServingPoolOptions {
  /** Where new connections go; asked for each one, as the embedded server may move. */
  readonly url: () => string;
  readonly size: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** Told of connections that break while nobody uses them. */
  readonly onIdleError: (error: Error) => void;
  /** PostgreSQL's settings by name, besides those of the time limits. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Looks at each new connection before its first use; one that it throws for is not used. */
  readonly verify?: (client: pg.PoolClient) => Promise<void>;
}

/** The pool that serves requests: every wait in it ends, so that an answer is never late. */
export function servingPool(options: ServingPoolOptions): pg.Pool {
  const settings = {
    ...options.settings,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
  };
  // The driver makes each client from this class, with the pool's own options.
  class ServingClient extends pg.Client {
    constructor(given?: pg.ClientConfig) {
      super({ ...given, ...clientConfig(options.url(), settings) });
    }
  }
  const { verify } = options;
  const pool = new pg.Pool({
    Client: ServingClient,
    ...(verify && { verify: callbackify(verify) }),
    max: options.size,
    idleTimeoutMillis: IDLE_MS,
    connectionTimeoutMillis: options.connectTimeoutMs,
    // The server ends a statement in time; this is for a server or network that is gone silent.
    query_timeout: options.statementTimeoutMs + READ_TIMEOUT_EXTRA_MS,
  });
  pool.on('error', options.onIdleError);
  // Else a connection that breaks between two queries of its user would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  dropSilentClients(pool);
  return pool;
}

// After its read timeout a client still waits for that answer. Who gives it back without a word
// (Prisma, at the end of a transaction) would pass the wait on to the next: end it instead.
function dropSilentClients(pool: pg.Pool): void {
  const silent = new WeakSet<object>();
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const watched = (...given: unknown[]): unknown => {
      const result = query(...given);
      if (result instanceof Promise)
        result.catch((error: unknown) => {
          if (error instanceof Error && error.message === 'Query read timeout') silent.add(client);
        });
      return result;
    };
    Object.assign(client, { query: watched });
  });
  // The pool keeps no client that is ending; it looks after this event.
  pool.on('release', (_error, client) => {
    if (silent.has(client)) void client.end();
  });
}
