import { access, constants, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, ConfigError, type Config } from '../../config/config.js';
import { reasonOf } from '../readers/source-error.js';
import { DealerFolder } from './dealer-folder.js';

/** The folder that holds a folder for each dealer. */
@Injectable()
export class WatchedFolder {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Whether there is a folder to watch at all. */
  get isSet(): boolean {
    return this.config.IMPORT_WATCH_DIR !== '';
  }

  /** @throws ConfigError when it is no folder, or one that cannot be read */
  async check(): Promise<void> {
    const path = this.#path();
    const fault = await access(path, constants.R_OK | constants.X_OK)
      .then(() => readdir(path))
      .then(() => undefined, reasonOf);
    if (fault === undefined) return;
    const given = JSON.stringify(this.config.IMPORT_WATCH_DIR);
    throw new ConfigError(
      `IMPORT_WATCH_DIR=${given} is not allowed: it must be a folder that can be read (${fault})`,
    );
  }

  /** The names of the folders in it; some may be no dealer's. @throws the system's error */
  async names(): Promise<string[]> {
    const entries = await readdir(this.#path(), { withFileTypes: true });
    const names: string[] = [];
    // An operator may well keep a dealer's folder on another disk.
    for (const entry of entries)
      if (
        entry.isDirectory() ||
        (entry.isSymbolicLink() && (await this.#leadsToFolder(entry.name)))
      )
        names.push(entry.name);
    return names.filter((name) => !name.startsWith('.')).sort();
  }

  /** @param dealer a dealer's code, as the database has it */
  of(dealer: string): DealerFolder {
    return new DealerFolder(dealer, join(this.#path(), dealer));
  }

  #path(): string {
    return resolve(this.config.IMPORT_WATCH_DIR);
  }

  async #leadsToFolder(name: string): Promise<boolean> {
    return stat(join(this.#path(), name)).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
  }
}
