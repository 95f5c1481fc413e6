import { DealerStore } from '../auth/dealer.store.js';
import { ConfigError, readConfig, type Config } from '../config/config.js';
import type { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import { examineCrs } from './crs-examination.js';
import { databaseChecks } from './database-checks.js';
import { accessChecks, dealerChecks } from './dealer-checks.js';
import { CHECK_MS, Examination } from './examination.js';
import { failure, ok, warning, type Outcome } from './finding.js';
import { openDatabase, type OpenedDatabase } from './installation.js';
import { reportOf, type DoctorReport } from './report.js';
import { addressChecks, configChecks, machineChecks } from './system-checks.js';
import { count } from './wording.js';

/** What to look at. */
export interface ExaminationOptions {
  /** Code of the one dealer to look at; all when left out. */
  readonly dealer?: string | undefined;
  /** The process's own, with .env, when left out. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Ends it. */
  readonly interrupted?: AbortSignal;
}

/**
 * Looks at everything that an operator can have got wrong, and changes nothing.
 * @throws AppError `not-found` for a dealer that there is none of; the reason of an interruption
 */
export async function examine(options: ExaminationOptions = {}): Promise<DoctorReport> {
  const { dealer, environment, interrupted } = options;
  const examination = new Examination(CHECK_MS, interrupted);
  await examination.run(machineChecks());
  const config = await configuration(examination, environment);
  if (config) {
    conceal(examination, config);
    await examination.run(configChecks(config));
    await examination.run(addressChecks(config));
    await withDatabase(examination, config, (database) =>
      examineDatabase(examination, config, database, dealer),
    );
  }
  return reportOf(examination.findings(), new Date());
}

async function configuration(
  examination: Examination,
  environment: NodeJS.ProcessEnv | undefined,
): Promise<Config | undefined> {
  let config: Config | undefined;
  await examination.run({
    'config.readable': () => {
      try {
        config = readConfig(environment);
        return ok('every variable has a value that can be used');
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        return error.message.split('\n').map(badVariable);
      }
    },
  });
  return config;
}

function badVariable(line: string): Outcome {
  const name = /^\w+/.exec(line)?.[0] ?? 'it';
  return { ...failure(line, `Set ${name} as .env.example tells.`), about: name };
}

/** Whatever an error of another program may tell, its reader must not see these. */
function conceal(examination: Examination, config: Config): void {
  examination.conceal(config.SECRETS_KEY);
  for (const url of [config.DATABASE_URL, config.DATABASE_READ_URL, config.PUBLIC_URL])
    concealPassword(examination, url);
}

function concealPassword(examination: Examination, url: string): void {
  if (!URL.canParse(url)) return;
  const { password } = new URL(url);
  examination.conceal(password);
  examination.conceal(decodeURIComponent(password));
}

async function withDatabase(
  examination: Examination,
  config: Config,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  let opening: Promise<OpenedDatabase | undefined> = Promise.resolve(undefined);
  try {
    await examination.run({
      'database.reachable': async () => {
        opening = openDatabase(config);
        return (await opening)
          ? ok(config.DATABASE_URL ? 'it answers' : 'the embedded one answers')
          : failure(`there is none in ${config.DATA_DIR} yet`, 'Start the server once: npm start');
      },
    });
  } finally {
    // One that opens too late is closed again, and nobody waits for that.
    if (!examination.passed('database.reachable'))
      void opening.then((late) => late?.close()).catch(() => undefined);
  }
  if (!examination.passed('database.reachable')) return;
  const opened = await opening;
  if (!opened) return;
  try {
    concealPassword(examination, opened.database.url());
    await work(opened.database);
  } finally {
    await opened.close();
  }
}

async function examineDatabase(
  examination: Examination,
  config: Config,
  database: Database,
  dealer: string | undefined,
): Promise<void> {
  await examination.run(databaseChecks(config, database.pool));
  const all = examination.passed('migrations.applied')
    ? await new DealerStore(database).list().catch(() => undefined)
    : [];
  await examination.run({
    'dealers.present': () => {
      if (!all) return failure('the dealers cannot be read', 'See the checks of the database.');
      if (all.length > 0) return ok(count(all.length, 'dealer'));
      return warning('there is none', 'npm run cli -- dealer add CODE --name NAME');
    },
  });
  if (!all || !examination.passed('dealers.present')) return;
  const dealers = all.map(({ code }) => code).filter((code) => code === (dealer ?? code));
  if (dealer !== undefined && dealers.length === 0)
    throw new AppError('not-found', `There is no dealer ${dealer}`);
  await examination.run(accessChecks(config, database, dealers));
  await examination.run(dealerChecks(config, database, all, dealers));
  await examineCrs(examination, config, database, dealers);
}
