import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportBench } from './process-import.js';

/** The full text of everything that is served of a dealer's data: every page of every endpoint. */
export async function everythingServed(
  bench: ImportBench,
  customers: readonly string[],
): Promise<string> {
  const fives = customers.flatMap((_id, index) =>
    index % 5 === 0 ? [customers.slice(index, index + 5).join(',')] : [],
  );
  const lists = ['contract', 'jobsite'].flatMap((endpoint) =>
    fives.map((five) => `${endpoint}?customer=${five}&items=1000`),
  );
  const single = customers.flatMap((id) => [
    `customer?customer=${id}`,
    `invoice?customer=${id}&items=1000`,
  ]);
  const paths = ['location?items=1000', 'dealer-category?', ...lists, ...single];
  const texts: string[] = [];
  for (const path of paths) {
    const text = await bench.text(`${path}&dealer=A000`);
    // Of an error, what stays the same.
    texts.push(`${path} ${text.replaceAll(/"requestId":"[^"]*"/g, '')}`);
  }
  return texts.join('\n');
}

/** The customers of some bundles. */
export async function customersOf(...folders: string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const folder of folders) {
    const text = await readFile(join(folder, 'customers.ndjson'), 'utf8');
    for (const line of text.trim().split('\n'))
      ids.add((JSON.parse(line) as { customerId: string }).customerId);
  }
  return [...ids];
}
