import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSourceFiles, type SourceFile } from './source-file.js';
import { recordsOf } from './json-record.js';
import type { SourceItem } from './source-record.js';

/** A folder for the files of one test suite. */
export class TestFolder {
  private constructor(readonly path: string) {}

  static async create(): Promise<TestFolder> {
    return new TestFolder(await mkdtemp(join(tmpdir(), 'readers-')));
  }

  async write(name: string, content: string | Buffer): Promise<string> {
    const path = join(this.path, name);
    await writeFile(path, content);
    return path;
  }

  /** Writes the files and finds them again, as an import does. */
  async files(contents: Record<string, string | Buffer>): Promise<SourceFile[]> {
    const names = Object.entries(contents);
    const paths = await Promise.all(names.map(([name, content]) => this.write(name, content)));
    return (await findSourceFiles(paths)).files;
  }

  async file(name: string, content: string | Buffer): Promise<SourceFile> {
    const [file] = await this.files({ [name]: content });
    if (!file) throw new Error(`${name} was not found`);
    return file;
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** The text in pieces of the given length. */
export async function* piecesOf(text: string, length = text.length || 1): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) {
    yield await Promise.resolve(text.slice(at, at + length));
  }
}

/** Everything that comes. */
export async function gather<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}

/** Everything that comes in batches. */
export async function all<T>(batches: AsyncIterable<T[]>): Promise<T[]> {
  return (await gather(batches)).flat();
}

/** Items by what matters in most tests: line, and value or error. */
export function brief(items: SourceItem[]): [number, unknown][] {
  return items
    .flatMap((item) => [...recordsOf(item)])
    .map(({ line, value, error }) => [line, error ?? value]);
}
