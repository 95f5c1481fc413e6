import type { Asked } from './server-facts.store.js';

/** How far a replica is behind. */
export interface Lag {
  readonly bytes: number;
  /** Since the last transaction that it has replayed. */
  readonly seconds: number;
  /** Its hot_standby_feedback. */
  readonly feedback: string;
}

const REPLAYED = `
  SELECT pg_last_wal_replay_lsn()::text AS lsn,
    extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8 AS seconds,
    current_setting('hot_standby_feedback') AS feedback`;

const BEHIND = `
  SELECT greatest(pg_wal_lsn_diff(pg_current_wal_lsn(), $1), 0)::float8 AS bytes`;

/** @throws the driver's error */
export async function readLag(primary: Asked, replica: Asked): Promise<Lag> {
  const { rows } = await replica.query<{ lsn: string; seconds: number | null; feedback: string }>(
    REPLAYED,
  );
  const [replayed] = rows;
  const behind = await primary.query<{ bytes: number | null }>(BEHIND, [replayed?.lsn]);
  return {
    bytes: behind.rows[0]?.bytes ?? 0,
    seconds: replayed?.seconds ?? 0,
    feedback: replayed?.feedback ?? 'off',
  };
}
