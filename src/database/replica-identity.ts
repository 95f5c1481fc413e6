import type pg from 'pg';

/** Which database a server holds. */
export interface Identity {
  /** A physical replica has the same; no other server has. */
  readonly identity: string;
  /** Whether it replays what another server writes. */
  readonly standby: boolean;
}

/** The server of DATABASE_READ_URL is not a physical replica of the one of DATABASE_URL. */
export class ForeignDatabaseError extends Error {
  override readonly name = 'ForeignDatabaseError';
}

/**
 * Asks a server which database it holds: the identifier of its cluster, made when that was, and the
 * number of the database in it.
 * @throws the driver's error
 */
export async function identityOf(asked: Pick<pg.ClientBase, 'query'>): Promise<Identity> {
  const { rows } = await asked.query<Identity>(
    `SELECT s.system_identifier || '/' || d.oid AS identity, pg_is_in_recovery() AS standby
     FROM pg_control_system() s, pg_database d WHERE d.datname = current_database()`,
  );
  if (rows[0]) return rows[0];
  throw new ForeignDatabaseError('it does not tell which database it is');
}
