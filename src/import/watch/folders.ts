import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { codeOf } from '../readers/source-error.js';

/** The names of the folders in a folder, links left out; none when it is itself a link, or not there. */
export async function subfolders(folder: string): Promise<string[]> {
  return (await isFolder(folder)) ? subfoldersBehind(folder) : [];
}

/** The same, where the folder itself may be a link. */
export async function subfoldersBehind(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Makes a folder where there is none. @throws when something else, such as a link, has its name */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  if (!(await isFolder(folder))) throw new Error(`${folder} is no folder`);
}

/** When a file was written, in milliseconds; undefined when there is no such file to be seen. */
export async function fileTime(path: string): Promise<number | undefined> {
  const stats = await statsOf(path, 'EACCES');
  return stats?.isFile() ? stats.mtimeMs : undefined;
}

/** Whether there is anything of this name. */
export async function exists(path: string): Promise<boolean> {
  return (await statsOf(path)) !== undefined;
}

/** The text of a file, or undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
}

/** Writes a file that appears whole or not at all. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomUUID()}.unfinished`;
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await statsOf(path))?.isDirectory() ?? false;
}

async function statsOf(path: string, ...alsoGone: string[]) {
  return lstat(path).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR', ...alsoGone].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  });
}
