import { failure, ok, warning, type Outcome } from './finding.js';
import type { ServerFacts } from './server-facts.store.js';
import { size } from './wording.js';

const OLDEST = 15;
const OLDEST_BY_LUCK = 14;

/** The version of PostgreSQL. 15 is the oldest that the statements of this server are tested on. */
export function version({ settings }: ServerFacts): Outcome {
  const major = Math.trunc(Number(settings['server_version_num']) / 10_000);
  const found = `PostgreSQL ${settings['server_version']}`;
  if (major >= OLDEST) return ok(found);
  const todo = `Upgrade PostgreSQL to ${OLDEST} or newer.`;
  if (major === OLDEST_BY_LUCK) return warning(`${found} was not tried with this server`, todo);
  return failure(`${found} is too old for this server`, todo);
}

/** Texts of CRS and of dealers hold any character. */
export function encoding({ encoding: name }: ServerFacts): Outcome {
  if (name === 'UTF8') return ok(name);
  return failure(
    `the database is in ${name}`,
    'Create a database with ENCODING UTF8 and TEMPLATE template0, and restore a dump into it.',
  );
}

/** What happens without a setting, and whether data is at stake. */
const LOSSES = {
  fsync: 'a crash of the machine can destroy the database',
  full_page_writes: 'a crash of the machine can destroy pages of the database',
  synchronous_commit: 'a crash can lose messages that CRS was told we have',
} as const;

/** A setting that durability hangs on. */
export function durable({ settings }: ServerFacts, name: keyof typeof LOSSES): Outcome {
  const value = settings[name] ?? 'unknown';
  if (value !== 'off') return ok(value);
  return failure(`off: ${LOSSES[name]}`, `ALTER SYSTEM SET ${name} = on; SELECT pg_reload_conf();`);
}

/** Whether a page that the disk has changed is noticed. */
export function checksums({ settings }: ServerFacts): Outcome {
  if (settings['data_checksums'] !== 'off') return ok('on');
  return warning(
    'off: what a disk spoils is served as it is',
    'Stop PostgreSQL, run pg_checksums --enable, and start it again.',
  );
}

/** Whether old row versions are cleaned up, and statistics made. */
export function autovacuum({ settings }: ServerFacts): Outcome {
  const off = ['autovacuum', 'track_counts'].filter((name) => settings[name] === 'off');
  if (off.length === 0) return ok('on');
  return failure(
    `${off.join(' and ')} off: tables grow without end, and pages become slow`,
    `${off.map((name) => `ALTER SYSTEM SET ${name} = on;`).join(' ')} SELECT pg_reload_conf();`,
  );
}

const BUFFER = 8192;
const DEFAULT_BUFFERS = 128 * 2 ** 20;

/** PostgreSQL's own default is for small databases. */
export function sharedBuffers({ settings, bytes }: ServerFacts): Outcome {
  const buffers = Number(settings['shared_buffers']) * BUFFER;
  const found = `${size(buffers)}, and the database has ${size(bytes)}`;
  if (buffers > DEFAULT_BUFFERS || bytes < 2 ** 30) return ok(found);
  return warning(
    found,
    "ALTER SYSTEM SET shared_buffers to a quarter of the machine's memory, and restart PostgreSQL.",
  );
}

/** Whether transactions can take the time they need, and our own settings come through. */
export function serverTimeouts({ settings }: ServerFacts): Outcome {
  // Each connection asks for UTC when it is made: a pooler of transactions forgets it.
  if (settings['TimeZone'] !== 'UTC')
    return failure(
      `a connection that asks for UTC gets ${settings['TimeZone']}: a pooler keeps our settings back`,
      'Connect DATABASE_URL to PostgreSQL itself, or to a pooler in session mode.',
    );
  const set = ['transaction_timeout', 'lock_timeout'].filter(
    (name) => Number(settings[name] ?? 0) > 0,
  );
  if (set.length === 0) return ok('none that loads do not expect');
  return warning(
    `${set.join(' and ')} set: long loads may be ended by it`,
    `${set.map((name) => `ALTER SYSTEM RESET ${name};`).join(' ')} SELECT pg_reload_conf();`,
  );
}

/** Whether somebody on the way could read along. */
export function encryption({ isEncrypted, isLocal }: ServerFacts): Outcome {
  if (isEncrypted) return ok('encrypted');
  if (isLocal) return ok('on this machine');
  return warning(
    'the way to PostgreSQL leads over a network, without TLS',
    'Add ?sslmode=verify-full to DATABASE_URL, unless the network is a closed one.',
  );
}
