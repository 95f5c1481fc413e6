import { once } from 'node:events';

/** In a table; with --json there is no limit unless one is given. */
export const MOST_IN_TABLE = 100;

/** Writes a line of JSON for each entry as it is read, and no faster than they are taken. */
export async function printJsonLines(batches: AsyncIterable<readonly object[]>): Promise<void> {
  for await (const batch of batches) {
    const lines = batch.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    if (!process.stdout.write(lines)) await once(process.stdout, 'drain');
  }
}

/** All of them. */
export async function collected<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

/** `1 page`, `2 pages`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A text in no more than so many characters. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
