import { until } from './until.js';
import { startServerProcess, type ServerProcess } from './process-server.js';
import { startImportBench, type ImportBench } from './process-import.js';
import { ownFolder } from './process-children.js';
import { WatchedFolderBench } from './watched-folder.js';

/** A load's record. */
export interface LoadRow {
  readonly dealer: string;
  readonly load: number;
  readonly state: string;
  /** As the dealer's system called it. */
  readonly bundle: string;
}

/** Server processes that watch one folder, and a server of the test's own on the same database. */
export interface WatchBench {
  readonly imports: ImportBench;
  readonly folder: WatchedFolderBench;
  /** Starts a server that looks at the folder every second. */
  start(environment?: Readonly<Record<string, string>>): ServerProcess;
  /** The loads of bundles that were begun, in the order of dealers and numbers. */
  loads(dealer?: string): Promise<LoadRow[]>;
  /** Runs the work while nobody else can get a row, given a wait for one who tries. */
  whileLocked(
    table: 'dealer' | 'dealer_generation',
    work: (tried: () => Promise<unknown>) => Promise<void>,
  ): Promise<void>;
  close(): Promise<void>;
}

const LOADS = `SELECT dealer_code AS dealer, load_id AS load, state,
    regexp_replace(bundle, '\\.[0-9a-f]{8}$', '') AS bundle
  FROM load WHERE bundle IS NOT NULL AND dealer_code LIKE $1 ORDER BY 1, 2`;

const WAITING = `SELECT FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** Makes the folder with one for each of the dealers A000 and B000, and starts no process yet. */
export async function openWatchBench(): Promise<WatchBench> {
  const imports = await startImportBench();
  const { config, database } = imports.server;
  const folder = await WatchedFolderBench.make('A000', 'B000');
  const cwd = await ownFolder();
  const { DATABASE_URL, SECRETS_KEY } = config;
  return {
    imports,
    folder,
    start: (more = {}) => {
      const watch = { IMPORT_WATCH_DIR: folder.path, IMPORT_WATCH_SECONDS: '1' };
      return startServerProcess({
        cwd,
        environment: { DATABASE_URL, SECRETS_KEY, ...watch, ...more },
      });
    },
    loads: async (dealer = '%') => (await database.pool.query<LoadRow>(LOADS, [dealer])).rows,
    whileLocked: (table, work) =>
      database.withSession(async (holder) => {
        await holder.query('BEGIN');
        await holder.query(`SELECT FROM ${table} WHERE dealer_code = 'A000' FOR UPDATE`);
        await work(() =>
          until(async () => (await database.pool.query(WAITING)).rows.length > 0, 60_000),
        );
        await holder.query('COMMIT');
      }),
    async close() {
      await imports.close();
      await folder.remove();
    },
  };
}
