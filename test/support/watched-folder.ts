import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleReport } from '../../src/import/watch/bundle-report.js';
import { temporaryFolder } from './temporary-folder.js';
import { writeBundle, type Bundle } from './test-server.js';

/** A folder that servers watch, and what a dealer's system and an operator do with it. */
export class WatchedFolderBench {
  private constructor(readonly path: string) {}

  static async make(...dealers: string[]): Promise<WatchedFolderBench> {
    const bench = new WatchedFolderBench(await temporaryFolder());
    for (const dealer of dealers) await mkdir(join(bench.path, dealer));
    return bench;
  }

  /** Writes a bundle, and DONE last. */
  async deliver(dealer: string, name: string, bundle: Bundle, done = ''): Promise<string> {
    const folder = join(this.path, dealer, name);
    await mkdir(folder);
    await writeBundle(folder, bundle);
    await writeFile(join(folder, 'DONE'), done);
    return folder;
  }

  /** What lies in a place of a dealer, by name; nothing when it is not there. */
  async list(dealer: string, place = '.'): Promise<string[]> {
    const names: string[] = await readdir(join(this.path, dealer, place)).catch(() => []);
    return names.toSorted((a, b) => (a < b ? -1 : 1));
  }

  /** The report of a bundle, once bundle and report are there. */
  async report(
    dealer: string,
    place: string,
    name: string,
  ): Promise<(BundleReport & { bundle: string }) | undefined> {
    const names = await this.list(dealer, place);
    if (!names.includes(name) || !names.includes(`${name}.report.json`)) return undefined;
    const text = await readFile(join(this.path, dealer, place, `${name}.report.json`), 'utf8');
    return JSON.parse(text) as BundleReport & { bundle: string };
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
