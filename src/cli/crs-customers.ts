import { readFile } from 'node:fs/promises';

/**
 * Customer numbers as they are given on the command line: separated by commas, or a file with one on
 * each line or a JSON array of texts.
 * @throws Error when there is none, or the file writes them as numbers
 */
export async function readCustomers(given: string): Promise<string[]> {
  const text = await contentsIfFile(given);
  const customers = text === undefined ? given.split(',') : parse(text, given);
  const trimmed = customers.map((one) => one.trim()).filter((one) => one !== '');
  if (trimmed.length === 0) throw new Error(`No customers are named by ${given}`);
  const odd = trimmed.find((one) => one.includes(','));
  if (odd !== undefined) throw new Error(`One customer on each line, not ${odd} (${given})`);
  return [...new Set(trimmed)];
}

async function contentsIfFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // With a folder or an ending it can only be meant as a file.
    if (code === 'ENOENT' && !/[/\\]|\.(?:txt|json|csv)$/.test(path)) return undefined;
    throw new Error(`The file of the customers cannot be read (${code}): ${path}`, {
      cause: error,
    });
  }
}

function parse(text: string, path: string): string[] {
  const content = text.replace(/^\u{feff}/u, '');
  if (!content.trimStart().startsWith('[')) return content.split(/\r?\n/);
  const read = parseJson(content, path);
  if (Array.isArray(read) && read.every((one) => typeof one === 'string')) return read;
  throw new Error(`${path} must be an array of texts: a number loses its leading zeros`);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is no JSON: ${(error as Error).message}`, { cause: error });
  }
}
