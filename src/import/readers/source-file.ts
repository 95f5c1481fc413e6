import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { RESOURCES } from '../../interface/resource.js';
import { codeOf, reasonOf, SourceError } from './source-error.js';
import { ALLOWED_NAMES, parseSourceName, type SourceName } from './source-name.js';

export { RESOURCES, type ResourceName } from '../../interface/resource.js';
export { SourceError } from './source-error.js';

/** One import file that was found. */
export interface SourceFile extends SourceName {
  /** Absolute. */
  path: string;
  /** The path's last part. */
  name: string;
  /** Bytes on the disk, compressed or not. */
  size: number;
}

/** The import files among some paths, and the folder entries that are none. */
export interface FoundFiles {
  /** By resource in the order of RESOURCES, a CSV parent before its nested files. */
  files: SourceFile[];
  ignored: string[];
}

/**
 * Finds the import files that the paths name: a folder stands for its direct children, a file
 * for itself.
 * @throws SourceError when a path is missing or has a foreign name, a folder holds no import
 *   file, a resource is there twice, or nested CSV rows have no parent file
 */
export async function findSourceFiles(paths: string[]): Promise<FoundFiles> {
  const found = new Map<string, SourceFile>();
  const ignored = new Set<string>();
  for (const path of paths.map((given) => resolve(given))) {
    const stats = await statOf(path);
    const part = stats.isDirectory() ? await inFolder(path) : single(path, stats);
    for (const file of part.files) found.set(file.path, file);
    for (const other of part.ignored) ignored.add(other);
  }
  const files = [...found.values()].sort(byResource);
  refuseRepetition(files);
  refuseOrphans(files);
  return { files, ignored: [...ignored].sort() };
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    throw new SourceError(
      codeOf(error) === 'ENOENT'
        ? `${path} does not exist`
        : `${path} cannot be read: ${reasonOf(error)}`,
      { cause: error },
    );
  }
}

function single(path: string, stats: Stats): FoundFiles {
  const file = sourceFile(path, stats);
  if (!file) {
    throw new SourceError(`${path} is not an import file; allowed names: ${ALLOWED_NAMES}`);
  }
  return { files: [file], ignored: [] };
}

async function inFolder(folder: string): Promise<FoundFiles> {
  const files: SourceFile[] = [];
  const ignored: string[] = [];
  for (const name of await listed(folder)) {
    const path = join(folder, name);
    const file = parseSourceName(name) && sourceFile(path, await statOf(path));
    if (file) files.push(file);
    else ignored.push(path);
  }
  if (files.length === 0) {
    throw new SourceError(`${folder} holds no import file; allowed names: ${ALLOWED_NAMES}`);
  }
  return { files, ignored };
}

async function listed(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw new SourceError(`${folder} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

function sourceFile(path: string, stats: Stats): SourceFile | undefined {
  const name = basename(path);
  const parsed = parseSourceName(name);
  return parsed && stats.isFile() ? { path, name, size: stats.size, ...parsed } : undefined;
}

function byResource(a: SourceFile, b: SourceFile): number {
  const order = RESOURCES.indexOf(a.resource) - RESOURCES.indexOf(b.resource);
  return order || (a.array ?? '').localeCompare(b.array ?? '');
}

function refuseRepetition(files: SourceFile[]): void {
  const seen = new Map<string, SourceFile>();
  for (const file of files) {
    const what = file.array ? `${file.resource}.${file.array}` : file.resource;
    const other = seen.get(what);
    if (other) throw new SourceError(`${what} is there twice: ${other.path} and ${file.path}`);
    seen.set(what, file);
  }
}

function refuseOrphans(files: SourceFile[]): void {
  for (const file of files.filter(({ array }) => array)) {
    const isParent = (other: SourceFile): boolean =>
      other.resource === file.resource && !other.array && other.format === 'csv';
    if (!files.some(isParent)) {
      throw new SourceError(`${file.path} has nested rows, but there is no ${file.resource}.csv`);
    }
  }
}
