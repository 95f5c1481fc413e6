import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinaries } from './binaries.js';
import {
  createCluster,
  DATABASE_NAME,
  DATABASE_USER,
  removeTemporary,
  type Cluster,
} from './cluster.js';
import { EmbeddedPostgresError } from './embedded-error.js';
import { ensureRunning } from './ensure-running.js';
import { withLock } from './lock.js';
import { boundLog } from './log-file.js';
import { findOwner, type Owner } from './owner.js';
import { readPidFile } from './pid-file.js';
import { findPlace, readPassword, type Place } from './place.js';
import { runningServer, stopServer } from './server.js';
import { supervise, type Supervisor } from './supervisor.js';
import { enter, leave } from './users.js';

const WATCH_MS = 250;

/** Where the embedded PostgreSQL tells what it does; pino's and the console's loggers fit. */
export interface EmbeddedLogger {
  info(message: string): void;
  warn(message: string): void;
}

export interface EmbeddedOptions {
  /** Folder of the data; made when it is not there. */
  readonly dataDir: string;
  readonly logger?: EmbeddedLogger;
  /** Starts the server again when it dies. For processes that stay. */
  readonly supervise?: boolean;
}

/** A PostgreSQL server of this program's own, shared by the processes that use one data folder. */
export class EmbeddedPostgres {
  private supervisor: Supervisor | undefined;
  private stopped: Promise<void> | undefined;

  private constructor(
    private readonly place: Place,
    private readonly cluster: Cluster,
    private readonly password: string,
    private readonly user: string,
    private port: number,
    private readonly logger: EmbeddedLogger | undefined,
  ) {}

  /**
   * Attaches to the server of the data folder, or starts it; the first time it is created (2 s).
   * @throws EmbeddedPostgresError when it cannot run, with the reason in one line
   */
  static async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const place = await findPlace(options.dataDir, await findOwner());
    return withLock(place.lock, async () => {
      const cluster = await prepare(place, options.logger);
      const password = await readPassword(place);
      await boundLog(place.log);
      const { port, started } = await ensureRunning(cluster);
      const how = started ? 'started' : 'found running';
      options.logger?.info(`PostgreSQL ${how} on port ${port}, data in ${place.cluster}`);
      const user = await enter(place.users);
      const embedded = new EmbeddedPostgres(place, cluster, password, user, port, options.logger);
      if (options.supervise) embedded.watch();
      return embedded;
    });
  }

  /** The address for new connections. It changes when the server had to move to another port. */
  get url(): string {
    const server = readPidFile(this.cluster.folder);
    if (server?.status === 'ready') this.port = server.port;
    return `postgresql://${DATABASE_USER}:${this.password}@127.0.0.1:${this.port}/${DATABASE_NAME}`;
  }

  /** Leaves the server; the last process that does stops it. Safe to repeat. */
  stop(): Promise<void> {
    return (this.stopped ??= this.leave());
  }

  private async leave(): Promise<void> {
    await this.supervisor?.stop();
    await withLock(this.place.lock, async () => {
      const last = await leave(this.place.users, this.user);
      if (!last || !runningServer(this.cluster)) return;
      await stopServer(this.cluster);
      this.logger?.info('PostgreSQL stopped');
    });
  }

  private watch(): void {
    this.supervisor = supervise(async () => {
      if (runningServer(this.cluster)) return;
      try {
        this.logger?.warn('PostgreSQL has died: starting it again');
        await withLock(this.place.lock, () => ensureRunning(this.cluster));
        this.logger?.info(`PostgreSQL is back on port ${new URL(this.url).port}`);
      } catch (error) {
        this.logger?.warn(error instanceof Error ? error.message : String(error));
      }
    }, WATCH_MS);
  }
}

// The cluster, created when it is not there. The caller holds the lock.
async function prepare(place: Place, logger: EmbeddedLogger | undefined): Promise<Cluster> {
  const existing = existsSync(join(place.cluster, 'PG_VERSION'));
  const owner = existing ? await ownerOf(place.cluster) : await findOwner();
  const binaries = await findBinaries(owner);
  const cluster: Cluster = { binaries, owner, folder: place.cluster, log: place.log };
  if (existing && !existsSync(place.password))
    throw new EmbeddedPostgresError(`${place.password} is missing: put it back from a backup`);
  if (!existing) {
    logger?.info(`Creating the database in ${place.cluster}`);
    await createCluster(cluster, await readPassword(place));
  }
  await removeTemporary(cluster);
  return cluster;
}

// As root we run the server as the owner of its data, whoever that was when it was created.
async function ownerOf(folder: string): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const { uid, gid } = await stat(folder);
  return { uid, gid };
}
