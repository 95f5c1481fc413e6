import type pg from 'pg';

/** Anything that can be asked. */
export type Asked = Pick<pg.Pool, 'query'>;

/** What a PostgreSQL server says of itself. */
export interface ServerFacts {
  /** Settings by name, each in PostgreSQL's own unit. */
  readonly settings: Readonly<Record<string, string>>;
  readonly encoding: string;
  /** Of the database, in bytes. */
  readonly bytes: number;
  /** Whether this connection is encrypted. */
  readonly isEncrypted: boolean;
  /** Whether it comes from this machine, by a socket or the loopback address. */
  readonly isLocal: boolean;
}

const SETTINGS = [
  'server_version',
  'server_version_num',
  'fsync',
  'full_page_writes',
  'synchronous_commit',
  'data_checksums',
  'autovacuum',
  'track_counts',
  'shared_buffers',
  'max_connections',
  'superuser_reserved_connections',
  'TimeZone',
  'transaction_timeout',
  'lock_timeout',
  'wal_level',
  'data_directory',
];

const FACTS = `
  SELECT (SELECT json_object_agg(name, setting) FROM pg_settings WHERE name = ANY($1)) AS settings,
    pg_encoding_to_char(d.encoding) AS encoding, pg_database_size(d.oid)::float8 AS bytes,
    coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS "isEncrypted",
    coalesce(inet_server_addr() = inet_client_addr(), true) AS "isLocal"
  FROM pg_database d WHERE d.datname = current_database()`;

/** @throws the driver's error */
export async function readFacts(asked: Asked): Promise<ServerFacts> {
  const { rows } = await asked.query<ServerFacts>(FACTS, [SETTINGS]);
  if (rows[0]) return rows[0];
  throw new Error('the server does not tell which database it is');
}

/** Connections of the server, of all programs that use it. */
export interface ConnectionsInUse {
  readonly inUse: number;
  /** Transactions that are open for more than an hour, the oldest first. */
  readonly old: readonly {
    readonly pid: number;
    readonly user: string;
    readonly seconds: number;
  }[];
}

const ACTIVITY = `
  SELECT count(*)::int AS "inUse",
    coalesce(json_agg(json_build_object('pid', pid, 'user', usename,
        'seconds', extract(epoch FROM clock_timestamp() - xact_start)) ORDER BY xact_start)
      FILTER (WHERE datname = current_database() AND xact_start < clock_timestamp() - $1::interval
        AND pid <> pg_backend_pid()), '[]') AS old
  FROM pg_stat_activity WHERE backend_type = 'client backend'`;

/**
 * @param age of a transaction that is told, as PostgreSQL writes intervals
 * @throws the driver's error
 */
export async function readActivity(asked: Asked, age = '1 hour'): Promise<ConnectionsInUse> {
  const { rows } = await asked.query<ConnectionsInUse>(ACTIVITY, [age]);
  return rows[0] ?? { inUse: 0, old: [] };
}

/** What the user may do in the schema that our tables are in. */
export interface Rights {
  readonly user: string;
  readonly schema: string | null;
  readonly mayCreate: boolean;
  /** Our tables that are another user's, and those that cannot be written to. */
  readonly notOwned: readonly string[];
  readonly notWritable: readonly string[];
}

const RIGHTS = `
  SELECT current_user AS user, current_schema() AS schema,
    coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS "mayCreate",
    ARRAY(SELECT relname::text FROM pg_class WHERE relnamespace = s.oid AND relkind IN ('r', 'p')
      AND NOT pg_has_role(relowner, 'USAGE') ORDER BY 1) AS "notOwned",
    ARRAY(SELECT relname::text FROM pg_class WHERE relnamespace = s.oid AND relkind IN ('r', 'p')
      AND NOT (has_table_privilege(pg_class.oid, 'SELECT') AND has_table_privilege(pg_class.oid, 'INSERT')
        AND has_table_privilege(pg_class.oid, 'UPDATE') AND has_table_privilege(pg_class.oid, 'DELETE'))
      ORDER BY 1) AS "notWritable"
  FROM (SELECT current_schema()::regnamespace::oid) AS s (oid)`;

/** @throws the driver's error */
export async function readRights(asked: Asked): Promise<Rights> {
  const { rows } = await asked.query<Rights>(RIGHTS);
  if (rows[0]) return rows[0];
  throw new Error('the server does not tell who we are');
}

/** The time of the server's clock, in milliseconds since 1970. @throws the driver's error */
export async function readClock(asked: Asked): Promise<number> {
  const { rows } = await asked.query<{ now: number }>(
    'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now',
  );
  return rows[0]?.now ?? NaN;
}
