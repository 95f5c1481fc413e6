import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const EVERY = 100;
// Resources with a field that anything may be written to.
const CHANGED = new Set(['contracts.ndjson', 'invoices.ndjson']);

/** Writes a bundle that differs from another in every hundredth contract and invoice. */
export async function changeBundle(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const name of await readdir(from)) {
    const lines = createInterface({ input: createReadStream(join(from, name)) });
    const every = CHANGED.has(name) ? EVERY : Infinity;
    const chunks = Readable.from(changedLines(lines, every), { highWaterMark: 64 });
    await pipeline(chunks, createWriteStream(join(to, name)));
  }
}

async function* changedLines(lines: AsyncIterable<string>, every: number) {
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (number % every > 0) yield `${line}\n`;
    else yield `${JSON.stringify({ ...(JSON.parse(line) as object), poNumber: 'CHANGED' })}\n`;
  }
}
