import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinaries } from '../../src/database/embedded/binaries.js';
import {
  createCluster,
  DATABASE_NAME,
  DATABASE_USER,
  type Cluster,
} from '../../src/database/embedded/cluster.js';
import { freePort } from '../../src/database/embedded/free-port.js';
import { findOwner } from '../../src/database/embedded/owner.js';
import { runningServer, startServer, stopServer } from '../../src/database/embedded/server.js';
import { SETTINGS } from '../../src/database/embedded/settings.js';
import { temporaryFolder } from './temporary-folder.js';

const PASSWORD = 'test';

// Nothing of a test outlives the machine.
const FAST = { ...SETTINGS, fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/** A PostgreSQL server of a test's own, which it may stop and kill as it likes. */
export interface TestPostgres {
  readonly url: string;
  readonly cluster: Cluster;
  /** The process to kill. */
  pid(): number | undefined;
  /** Stops the server, as its operator would; {@link start} brings it back on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes its data. */
  remove(): Promise<void>;
}

/**
 * Starts an empty PostgreSQL server in a temporary folder; about 0.8 s.
 * @param place where its data is, if elsewhere; it is for the test to remove
 */
export async function startTestPostgres(
  settings: Readonly<Record<string, string | number>> = {},
  place?: string,
): Promise<TestPostgres> {
  const base = await temporaryFolder();
  const owner = await findOwner();
  const binaries = await findBinaries(owner);
  const cluster: Cluster = {
    binaries,
    owner,
    folder: join(place ?? base, 'data'),
    log: join(base, 'log'),
  };
  await createCluster(cluster, PASSWORD, false);
  return serve(cluster, base, settings);
}

/**
 * Starts the server of a data directory, and looks after it.
 * @param base the temporary folder that holds it
 */
export async function serve(
  cluster: Cluster,
  base: string,
  settings: Readonly<Record<string, string | number>>,
): Promise<TestPostgres> {
  const port = await freePort();
  const start = async () => {
    await startServer(cluster, port, { ...FAST, ...settings });
  };
  const stop = async () => {
    if (runningServer(cluster)) await stopServer(cluster);
  };
  const remove = async () => {
    await stop();
    await rm(base, { recursive: true, force: true });
  };
  await start();
  return {
    url: `postgresql://${DATABASE_USER}:${PASSWORD}@127.0.0.1:${port}/${DATABASE_NAME}`,
    cluster,
    pid: () => runningServer(cluster)?.pid,
    stop,
    start,
    remove,
  };
}
