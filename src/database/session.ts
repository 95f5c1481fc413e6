import pg from 'pg';

const CONNECT_TIMEOUT_MS = 10_000;

// A load sorts and joins hundreds of thousands of keys: with the default of 4 MB that goes by disk.
const LONG_WORK_MEMORY = '64MB';

/**
 * How to connect to a database, as one session: in UTC, as adapter-pg relabels offsets without
 * converting them, and with what else is to be set in it.
 * @param settings PostgreSQL's settings by name; they win over those in the URL
 */
export function clientConfig(
  databaseUrl: string,
  settings: Readonly<Record<string, string | number>> = {},
): pg.ClientConfig {
  const url = new URL(databaseUrl);
  // What the URL says would replace what is said beside it.
  const given = url.searchParams.get('options');
  url.searchParams.delete('options');
  const ours = Object.entries({ TimeZone: 'UTC', ...settings }).map(
    ([name, value]) => `-c ${name}=${value}`,
  );
  return {
    connectionString: url.href,
    options: [...(given ? [given] : []), ...ours].join(' '),
    fallback_application_name: 'crs-dealer-api',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

/**
 * Opens a connection of one's own for long work: UTC, no statement timeout, more memory. The caller
 * ends it.
 * @throws the driver's error when the server cannot be reached within ten seconds
 */
export async function openClient(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    ...clientConfig(databaseUrl, { statement_timeout: 0, work_mem: LONG_WORK_MEMORY }),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A connection that breaks while idle emits this; the next query on it fails with the cause.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Runs work on a connection of its own and ends it, whatever happens. */
export async function withClient<T>(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await openClient(databaseUrl);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
