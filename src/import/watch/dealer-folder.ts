import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../readers/source-error.js';
import { bundleReportText, loadOfReport, type BundleReport } from './bundle-report.js';
import { DONE } from './done-note.js';
import {
  exists,
  fileTime,
  makeFolder,
  readIfThere,
  subfolders,
  subfoldersBehind,
  writeWhole,
} from './folders.js';

/** Where bundles lie that are no longer new. */
export type Place = 'loading' | 'loaded' | 'held' | 'failed';

const PLACES: ReadonlySet<string> = new Set<Place>(['loading', 'loaded', 'held', 'failed']);

/** A bundle that was taken: it lies in `loading/`. */
export interface TakenBundle {
  /** As the dealer's system called it. */
  readonly name: string;
  /** Its name in `loading/`, which no other bundle ever has: the load's record carries it. */
  readonly takenAs: string;
  readonly path: string;
}

/** A bundle that waits to be loaded. */
export interface WaitingBundle {
  readonly name: string;
  /** Set when it was taken before, by a server that did not bring it to its end. */
  readonly taken?: TakenBundle;
}

/** A bundle whose load is held. */
export interface HeldBundle {
  readonly name: string;
  readonly load: number;
}

const REPORT = '.report.json';
const UNFINISHED = '.unfinished';
// Of the 255 bytes that a name may have, what is added to it needs its share.
const LONGEST_NAME = 200;

/** One dealer's part of the watched folder: what lies where, and how it moves on. */
export class DealerFolder {
  constructor(
    readonly dealer: string,
    private readonly path: string,
  ) {}

  /** Those that were taken before come first, then the new ones; each in the order of their DONE. */
  async waiting(): Promise<WaitingBundle[]> {
    const loading = join(this.path, 'loading');
    const taken = await inOrder(loading, await subfolders(loading));
    const names = await subfoldersBehind(this.path);
    const fresh = await inOrder(this.path, names.filter(isBundleName));
    return [
      ...taken.map(({ name }) => this.#taken(name)).map((one) => ({ name: one.name, taken: one })),
      ...fresh.filter(({ doneAt }) => doneAt !== undefined).map(({ name }) => ({ name })),
    ];
  }

  /**
   * Takes a new bundle, by one rename: of all who try, one succeeds.
   * @returns undefined when it is no longer there
   */
  async take({ name }: WaitingBundle): Promise<TakenBundle | undefined> {
    await makeFolder(join(this.path, 'loading'));
    const taken = this.#taken(`${name}.${randomBytes(4).toString('hex')}`);
    try {
      await rename(join(this.path, name), taken.path);
      return taken;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /**
   * Moves a bundle to where it stays, with its report beside it. May be repeated when it was cut
   * short: the report is written first, so that a bundle that has moved always has one.
   * @returns its name there, with an addition where another bundle had it
   */
  async putAway(
    { name, path }: Pick<TakenBundle, 'name' | 'path'>,
    place: Exclude<Place, 'loading'>,
    report: BundleReport,
  ): Promise<string> {
    const folder = join(this.path, place);
    await makeFolder(folder);
    const free = await freeName(folder, name, report.load);
    await writeWhole(join(folder, free + REPORT), bundleReportText(free, report));
    await rename(path, join(folder, free));
    return free;
  }

  /** The bundles in `held/`, as far as their reports say which load it is. */
  async held(): Promise<HeldBundle[]> {
    const folder = join(this.path, 'held');
    const bundles: HeldBundle[] = [];
    for (const name of await subfolders(folder)) {
      const load = loadOfReport((await readIfThere(join(folder, name + REPORT))) ?? '');
      if (load !== undefined) bundles.push({ name, load });
    }
    return bundles;
  }

  /** Moves a bundle whose held load was decided about to where it stays. */
  async release({ name }: HeldBundle, place: 'loaded' | 'failed', report: BundleReport) {
    const path = join(this.path, 'held', name);
    const free = await this.putAway({ name, path }, place, report);
    await rm(path + REPORT, { force: true });
    return free;
  }

  #taken(takenAs: string): TakenBundle {
    const name = takenAs.replace(/\.[0-9a-f]{8}$/, '');
    return { name, takenAs, path: join(this.path, 'loading', takenAs) };
  }
}

function isBundleName(name: string): boolean {
  if (name.startsWith('.') || name.endsWith(UNFINISHED)) return false;
  return !PLACES.has(name) && Buffer.byteLength(name) <= LONGEST_NAME;
}

/** Folders in a folder, in the order of their DONE, then of their names. */
async function inOrder(folder: string, names: readonly string[]) {
  const found: { name: string; doneAt: number | undefined }[] = [];
  for (const name of names) found.push({ name, doneAt: await fileTime(join(folder, name, DONE)) });
  return found.sort((a, b) => (a.doneAt ?? 0) - (b.doneAt ?? 0) || (a.name < b.name ? -1 : 1));
}

/** A name that no bundle has; a report that this load left when it was cut short is its own. */
async function freeName(folder: string, name: string, load: number): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const tried = name + (attempt > 0 ? `.load-${load}` : '') + (attempt > 1 ? `-${attempt}` : '');
    if (await exists(join(folder, tried))) continue;
    const report = await readIfThere(join(folder, tried + REPORT));
    if (report === undefined || loadOfReport(report) === load) return tried;
  }
}
