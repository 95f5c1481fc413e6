import type { Client } from 'pg';
import { joinCsv } from './csv-join.js';
import { readFlatCsv } from './csv-reader.js';
import { decode } from './decode.js';
import { readJson } from './json-reader.js';
import { readNdjson } from './ndjson-reader.js';
import type { SourceFile } from './source-file.js';
import type { ReadOptions, SourceItem } from './source-record.js';

/** How to read, and where a CSV file and its nested files can be joined. */
export interface ItemOptions extends ReadOptions {
  /**
   * Called only for a CSV file with nested files. The connection must be free for this alone
   * until the generator ends; whoever gave it closes it.
   */
  client: () => Promise<Client>;
}

// A batch is checked in one go, some ten milliseconds: what else the process serves waits no longer.
const BATCH = 128;
/** Characters of text after which a batch is given out before it is full. */
const BATCH_LENGTH = 256 * 1024;

/**
 * Reads the files of ONE resource, as `findSourceFiles` found them, in batches: up to 128 items,
 * or the lines of some 256 KB of text where items are given out unread.
 * @throws SourceError naming file, line and reason when a file can't be read to its end: then
 *   nothing of it may be published. The signal's reason when that is aborted.
 */
export async function* readItems(
  files: readonly SourceFile[],
  options: ItemOptions,
): AsyncGenerator<SourceItem[]> {
  const text = { length: 0 };
  let batch: SourceItem[] = [];
  for await (const items of open(files, options, text)) {
    options.signal?.throwIfAborted();
    batch = batch.length > 0 ? batch.concat(items) : items;
    while (batch.length >= BATCH || (text.length >= BATCH_LENGTH && batch.length > 0)) {
      yield batch.slice(0, BATCH);
      batch = batch.slice(BATCH);
      text.length = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

function open(
  files: readonly SourceFile[],
  options: ItemOptions,
  text: { length: number },
): AsyncGenerator<SourceItem[]> {
  const [parent, ...others] = files.filter(({ array }) => array === undefined);
  const children = files.filter(({ array }) => array !== undefined);
  if (!parent || others.length > 0 || children.some((file) => file.resource !== parent.resource)) {
    throw new Error('readItems takes the files of one resource');
  }
  if (children.length > 0) return join(parent, children, options);
  const pieces = measured(decode(parent, options), text);
  if (parent.format === 'ndjson') return readNdjson(parent.name, pieces);
  if (parent.format === 'json') return readJson(parent.name, pieces);
  const { delimiter } = options;
  return readFlatCsv(parent.resource, { file: parent.name, pieces, delimiter });
}

async function* measured(
  pieces: AsyncIterable<string>,
  text: { length: number },
): AsyncGenerator<string> {
  for await (const piece of pieces) {
    text.length += piece.length;
    yield piece;
  }
}

async function* join(
  parent: SourceFile,
  children: readonly SourceFile[],
  options: ItemOptions,
): AsyncGenerator<SourceItem[]> {
  yield* joinCsv(await options.client(), parent, children, options);
}
