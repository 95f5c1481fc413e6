import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadMode } from '../load-report.js';
import { codeOf } from '../readers/source-error.js';

/** The file that a dealer's system writes last: its bundle is complete. */
export const DONE = 'DONE';

/** How a bundle is to be loaded. */
export interface DoneNote {
  readonly mode: LoadMode;
  readonly encoding?: string;
  readonly delimiter?: string;
  /** Why nobody can know; the rest is of no meaning then. */
  readonly fault?: string;
}

const MOST_BYTES = 1000;
const RULE = 'it may hold full or delta, encoding=NAME, delimiter=CHARACTER, or nothing';

/**
 * Reads what the DONE of a bundle says. What is wrong with it is told in `fault`.
 * @throws the system's error when it cannot be read now
 */
export async function readDoneNote(folder: string): Promise<DoneNote> {
  const file = join(folder, DONE);
  try {
    const stats = await lstat(file);
    if (!stats.isFile()) return faulty('it is no file');
    if (stats.size > MOST_BYTES) return faulty(RULE);
    return parseDoneNote(await readFile(file));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return faulty('it is missing');
    if (codeOf(error) === 'EACCES') return faulty('it may not be read');
    throw error;
  }
}

/** What the content of DONE says: words in any order, whatever their case. */
export function parseDoneNote(content: Buffer): DoneNote {
  const note: DoneNote = { mode: 'full' };
  for (const word of textOf(content).split(/\s+/)) {
    const more = word === '' ? {} : meaning(word);
    if (!more) return faulty(`${RULE}, not ${JSON.stringify(word)}`);
    Object.assign(note, more);
  }
  return note;
}

function meaning(word: string): Partial<DoneNote> | undefined {
  const [, key = '', value = ''] = /^(\w+)=(.+)$/.exec(word) ?? [];
  if (key.toLowerCase() === 'encoding') return { encoding: value };
  if (key.toLowerCase() === 'delimiter')
    return { delimiter: value.toLowerCase() === 'tab' ? '\t' : value };
  const mode = word.toLowerCase();
  return mode === 'full' || mode === 'delta' ? { mode } : undefined;
}

// PowerShell's `>` writes UTF-16 with a byte order mark.
function textOf(content: Buffer): string {
  const wide = content[0] === 0xff && content[1] === 0xfe;
  return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(content).replaceAll('\0', '?');
}

function faulty(fault: string): DoneNote {
  return { mode: 'full', fault: `${DONE} cannot be followed: ${fault}` };
}
