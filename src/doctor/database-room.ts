import type { Config } from '../config/config.js';
import { failure, ok, warning, type Outcome } from './finding.js';
import { judgeRoom, roomOf } from './room.js';
import type { ConnectionsInUse, Rights, ServerFacts } from './server-facts.store.js';
import { count, few, size, span } from './wording.js';

/** Connections of clocks and watchers that are not of the pool. */
const OTHERS = 10;
const NEARLY_ALL = 0.8;

/** Whether PostgreSQL has a connection for each of those that this server may want. */
export function connections(
  { settings }: ServerFacts,
  { inUse }: ConnectionsInUse,
  config: Pick<Config, 'DATABASE_POOL_SIZE' | 'IMPORT_PUSHES'>,
): Outcome {
  const all = Number(settings['max_connections']);
  const there = all - Number(settings['superuser_reserved_connections'] ?? 3);
  const wanted = config.DATABASE_POOL_SIZE + 8 * config.IMPORT_PUSHES + OTHERS;
  const found = `${inUse} of ${there} in use; one server may want ${wanted}`;
  const todo = `ALTER SYSTEM SET max_connections = ${Math.max(200, 2 * wanted)}, and restart PostgreSQL; or lower DATABASE_POOL_SIZE and IMPORT_PUSHES.`;
  if (config.DATABASE_POOL_SIZE > there) return failure(found, todo);
  return wanted > there || inUse > there * NEARLY_ALL ? warning(found, todo) : ok(found);
}

/** Whether somebody keeps old row versions from being cleaned up. */
export function longTransactions({ old }: ConnectionsInUse): Outcome {
  if (old.length === 0) return ok('none');
  const named = old.map(({ pid, user, seconds }) => `${user}, pid ${pid}, ${span(seconds * 1000)}`);
  return warning(
    `${count(old.length, 'transaction')} open for more than an hour: ${few(named, 3)}`,
    `See in pg_stat_activity what it is, and end it: SELECT pg_terminate_backend(${old[0]?.pid});`,
  );
}

/**
 * Space where the database lies, as far as it can be seen.
 * @param isThisMachine whether the URL it is reached at names this machine
 */
export async function databaseRoom(
  { settings, bytes, isLocal }: ServerFacts,
  isThisMachine: boolean,
): Promise<Outcome> {
  const folder = settings['data_directory'];
  // In a container of its own, PostgreSQL names a folder that is not there, or not the one we see.
  const room =
    folder && isLocal && isThisMachine ? await roomOf(folder).catch(() => undefined) : undefined;
  // A load may bring every row anew before the old ones are cleaned up.
  const used = `the database has ${size(bytes)}`;
  if (!room) return ok(`${used}; the disk cannot be seen from here`);
  const outcome = judgeRoom(room, bytes);
  return { ...outcome, found: `${used}; ${outcome.found}` };
}

/** Whether the user of DATABASE_URL may do what loads and migrations do. */
export function privileges({ user, schema, mayCreate, notOwned, notWritable }: Rights): Outcome {
  if (schema === null)
    return failure(
      `${user} has no schema to work in`,
      `GRANT CREATE, USAGE ON SCHEMA public TO ${user};`,
    );
  if (!mayCreate)
    return failure(
      `${user} may not make tables in the schema ${schema}, as every load must`,
      `GRANT CREATE ON SCHEMA ${schema} TO ${user};`,
    );
  if (notWritable.length > 0)
    return failure(
      `${user} may not write to ${few(notWritable)}`,
      `As a superuser, for each of them: ALTER TABLE ${notWritable[0]} OWNER TO ${user};`,
    );
  if (notOwned.length > 0)
    return warning(
      `${few(notOwned)} are not ${user}'s: migrations cannot change them`,
      `As a superuser, for each of them: ALTER TABLE ${notOwned[0]} OWNER TO ${user};`,
    );
  return ok(`${user} owns its tables, and may make more`);
}
