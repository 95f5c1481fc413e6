import { chown, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type pg from 'pg';
import type { Cluster } from '../../src/database/embedded/cluster.js';
import { withClient } from '../../src/database/session.js';
import { temporaryFolder } from './temporary-folder.js';
import { serve, type TestPostgres } from './test-postgres.js';
import { until } from './until.js';

// What belongs to the running server, and what the replica gets from the stream.
const LEFT_OUT = new Set(['postmaster.pid', 'postmaster.opts']);
const EMPTIED = new Set(['pg_wal', 'pg_replslot', 'pg_stat', 'pg_stat_tmp', 'pg_notify']);

/** A streaming replica of a test's PostgreSQL server. */
export interface TestReplica extends TestPostgres {
  /** Replays nothing from now on, but goes on to serve. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Waits until everything that the primary has committed until now is there. */
  caughtUp(): Promise<void>;
}

/**
 * Makes a replica of a running server as pg_basebackup would, which is not among the binaries: the
 * backup is begun and ended in SQL, the files are copied between; about 2 s.
 */
export async function startTestReplica(
  primary: TestPostgres,
  settings: Readonly<Record<string, string | number>> = {},
): Promise<TestReplica> {
  const base = await temporaryFolder();
  const cluster = { ...primary.cluster, folder: join(base, 'data'), log: join(base, 'log') };
  await withClient(primary.url, (session) => backup(session, primary.cluster.folder, cluster));
  const { hostname, port, username, password } = new URL(primary.url);
  const server = await serve(cluster, base, {
    primary_conninfo: `host=${hostname} port=${port} user=${username} password=${password}`,
    wal_retrieve_retry_interval: '100ms',
    ...settings,
  });
  const run = <T extends object>(sql: string, values: unknown[] = []) =>
    until(() =>
      withClient(server.url, async (client) => (await client.query<T>(sql, values)).rows).catch(
        unlessCancelled,
      ),
    );
  return {
    ...server,
    pause: async () => {
      await run('SELECT pg_wal_replay_pause()');
      const sql = 'SELECT pg_get_wal_replay_pause_state() AS state';
      await until(async () => (await run<{ state: string }>(sql))[0]?.state === 'paused');
    },
    resume: async () => {
      await run('SELECT pg_wal_replay_resume()');
    },
    caughtUp: async () => {
      const { rows } = await withClient(primary.url, (client) =>
        client.query<{ lsn: string }>('SELECT pg_current_wal_insert_lsn() AS lsn'),
      );
      const sql = 'SELECT pg_last_wal_replay_lsn() >= $1 AS there';
      await until(async () => (await run<{ there: boolean }>(sql, [rows[0]?.lsn]))[0]?.there);
    },
  };
}

// By replay, which does not wait for those who read. They may ask again.
function unlessCancelled(error: unknown): undefined {
  if ((error as { code?: unknown }).code !== '40001') throw error;
}

async function backup(session: pg.Client, from: string, to: Cluster): Promise<void> {
  await session.query(`SELECT pg_backup_start('test', fast => true)`);
  await cp(from, to.folder, {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(basename(path)) && !EMPTIED.has(basename(dirname(path))),
  });
  const { rows } = await session.query<{ labelfile: string }>(
    'SELECT labelfile FROM pg_backup_stop(wait_for_archive => false)',
  );
  await mkdir(join(to.folder, 'pg_wal', 'archive_status'), { recursive: true });
  await writeFile(join(to.folder, 'backup_label'), rows[0]?.labelfile ?? '');
  await writeFile(join(to.folder, 'standby.signal'), '');
  await own(to);
}

async function own({ folder, owner }: Cluster): Promise<void> {
  if (!owner) return;
  const names = await readdir(folder, { recursive: true });
  for (const path of [folder, ...names.map((name) => join(folder, name))])
    await chown(path, owner.uid, owner.gid);
}
