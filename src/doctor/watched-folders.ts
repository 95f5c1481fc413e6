import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { subfolders, subfoldersBehind } from '../import/watch/folders.js';
import { DONE } from '../import/watch/done-note.js';
import { WatchedFolder } from '../import/watch/watched-folder.js';
import { failure, ok, warning, type Outcome } from './finding.js';
import { few, span } from './wording.js';

const HOUR_MS = 60 * 60_000;
/** A bundle is written and loaded in minutes. */
const STUCK_MS = HOUR_MS;
/** Folders that are no bundles. */
const PLACES = new Set(['loading', 'loaded', 'held', 'failed']);

/**
 * Looks at IMPORT_WATCH_DIR and a folder in it for each dealer.
 * @param all codes of all dealers; only those given in `dealers` are looked at
 * @param now milliseconds since 1970
 */
export async function watchedFolders(
  config: Config,
  all: readonly string[],
  dealers: readonly string[],
  now: number,
): Promise<Outcome[]> {
  const base = config.IMPORT_WATCH_DIR;
  if (!base) return [ok('no IMPORT_WATCH_DIR')];
  const watched = new WatchedFolder(config);
  const fault = await watched.check().catch((error: unknown) => error as Error);
  if (fault) return [failure(fault.message, `Make it, and let the server's user read it: ${base}`)];
  const names = await watched.names();
  const strangers = names.filter((name) => !all.includes(name));
  const outcomes = await Promise.all(dealers.map((dealer) => ofDealer(base, dealer, now)));
  if (strangers.length > 0)
    outcomes.push([
      warning(
        `${few(strangers)} in ${base}: no dealer is called so, and nothing is loaded from there`,
        'Name the folders as the dealers: npm run cli -- dealer list.',
      ),
    ]);
  return outcomes.flat();
}

async function ofDealer(base: string, dealer: string, now: number): Promise<Outcome[]> {
  const folder = join(base, dealer);
  const fault = await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code ?? 'it cannot be used',
  );
  if (fault === 'ENOENT') {
    const todo = `Make it, if bundles are to come there: mkdir ${folder}`;
    return [{ ...ok(`there is no folder ${folder}: no bundles are loaded. ${todo}`), dealer }];
  }
  if (fault !== undefined) {
    const todo = `Let the server's user read and write it: ${folder}`;
    return [{ ...failure(`${folder} cannot be written to (${fault})`, todo), dealer }];
  }
  const faults = [...(await stuck(folder, now)), ...(await unfinished(folder, now))];
  const outcomes = faults.length > 0 ? faults : [ok('nothing is stuck')];
  return outcomes.map((outcome) => ({ ...outcome, dealer }));
}

/** Bundles that were complete long ago, and are not loaded. */
async function stuck(folder: string, now: number): Promise<Outcome[]> {
  const taken = join(folder, 'loading');
  const waiting = [
    ...(await subfolders(taken)).map((name) => join(taken, name)),
    ...(await bundles(folder)),
  ];
  const old = await olderThan(STUCK_MS, waiting, (path) => join(path, DONE), now);
  return old.map(({ path, age }) =>
    failure(
      `${path} is complete for ${span(age)}, and not loaded`,
      'See whether a server runs that watches the folder, and what its log says of WatchedFolder.',
    ),
  );
}

/** Bundles that nobody has completed. */
async function unfinished(folder: string, now: number): Promise<Outcome[]> {
  const open: string[] = [];
  for (const path of await bundles(folder))
    if ((await timeOf(join(path, DONE))) === undefined) open.push(path);
  const old = await olderThan(24 * HOUR_MS, open, (path) => path, now);
  return old.map(({ path, age }) =>
    warning(
      `${path} has no ${DONE}, for ${span(age)}: it is not loaded`,
      `Have its sender write ${DONE} last, or remove it.`,
    ),
  );
}

async function bundles(folder: string): Promise<string[]> {
  const names = await subfoldersBehind(folder);
  return names
    .filter((name) => !PLACES.has(name) && !name.startsWith('.'))
    .map((name) => join(folder, name));
}

async function olderThan(
  milliseconds: number,
  paths: readonly string[],
  fileOf: (path: string) => string,
  now: number,
): Promise<{ readonly path: string; readonly age: number }[]> {
  const found: { path: string; age: number }[] = [];
  for (const path of paths) {
    const time = await timeOf(fileOf(path));
    if (time !== undefined && now - time > milliseconds) found.push({ path, age: now - time });
  }
  return found;
}

async function timeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
