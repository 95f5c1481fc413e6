import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { asObject, type JsonObject } from '../../interface/message/json-values.js';
import { parseJson } from '../../interface/lossless-json.js';

/** A file cannot be read as messages. */
export class MessageFileError extends Error {
  override readonly name = 'MessageFileError';
}

/** A message of a file. */
export interface FileMessage {
  /** The file's name, with a number where it has several. */
  readonly source: string;
  readonly message: JsonObject;
}

/**
 * Reads messages: of a file with one of them, with an array, or with one on each line; of a folder, all
 * `.json` and `.ndjson` files in the order of their names.
 * @throws MessageFileError naming the file, and the line
 */
export async function readMessages(path: string): Promise<FileMessage[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw new MessageFileError(`${path} cannot be read: ${(error as Error).message}`);
  });
  if (!found.isDirectory()) return readFileMessages(path);
  const names = (await readdir(path)).filter((name) => /\.(?:nd)?json$/i.test(name)).sort();
  const all = await Promise.all(names.map((name) => readFileMessages(join(path, name))));
  if (all.length === 0) throw new MessageFileError(`${path} has no .json and no .ndjson files`);
  return all.flat();
}

async function readFileMessages(path: string): Promise<FileMessage[]> {
  const text = await readFile(path, 'utf8');
  const name = basename(path);
  const values = valuesIn(text, path);
  return values.map((value, index) => {
    const message = asObject(value);
    const source = values.length > 1 ? `${name} #${index + 1}` : name;
    if (!message) throw new MessageFileError(`${path}: ${source} is no JSON object`);
    return { source, message };
  });
}

function valuesIn(text: string, path: string): unknown[] {
  const whole = parseJson(text);
  if (!('error' in whole))
    return Array.isArray(whole.value) ? (whole.value as unknown[]) : [whole.value];
  const lines = text.split('\n').map((line) => line.trim());
  const isLined = lines.filter(Boolean).length > 1 && !('error' in parseJson(lines[0] ?? ''));
  if (!isLined) throw new MessageFileError(`${path}: ${whole.error}`);
  return lines.flatMap((line, index) => {
    if (line === '') return [];
    const parsed = parseJson(line);
    if ('error' in parsed)
      throw new MessageFileError(`${path}, line ${index + 1}: ${parsed.error}`);
    return [parsed.value];
  });
}
