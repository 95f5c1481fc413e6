import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeLines } from './line-file.js';
import { BundleError } from './options.js';
import { RESOURCES, type ResourceName } from '../interface/resource.js';
import { fileNameOf } from './file-name.js';

/**
 * The folder of a bundle. Files are written beside their place and moved there together at the end:
 * a bundle that was cut short must not look like one that has only a few rows.
 */
export class BundleFolder {
  private constructor(private readonly folder: string) {}

  /** Makes the folder if need be; refuses to touch the files of an earlier bundle. */
  static async prepare(folder: string, overwrite: boolean): Promise<BundleFolder> {
    await mkdir(folder, { recursive: true });
    const bundle = new BundleFolder(folder);
    const taken = RESOURCES.map((resource) => bundle.pathOf(resource)).find(existsSync);
    if (taken === undefined || overwrite) return bundle;
    throw new BundleError(`${taken} already exists: choose another folder, or allow overwriting`);
  }

  /** Writes one resource's lines, and returns how many there were. */
  write(
    resource: ResourceName,
    items: Iterable<object>,
    onProgress?: (resource: ResourceName, rows: number) => void,
  ): Promise<number> {
    return writeLines(this.unfinishedPathOf(resource), items, (rows) => {
      onProgress?.(resource, rows);
    });
  }

  /** Moves all files to their place. */
  async finish(): Promise<void> {
    for (const resource of RESOURCES) {
      await rename(this.unfinishedPathOf(resource), this.pathOf(resource));
    }
  }

  /** Removes what was written so far. */
  async discard(): Promise<void> {
    for (const resource of RESOURCES) await rm(this.unfinishedPathOf(resource), { force: true });
  }

  private pathOf(resource: ResourceName): string {
    return join(this.folder, fileNameOf(resource));
  }

  private unfinishedPathOf(resource: ResourceName): string {
    return `${this.pathOf(resource)}.unfinished`;
  }
}
