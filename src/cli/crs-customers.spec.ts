import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { readCustomers } from './crs-customers.js';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(text: string): Promise<string> {
  const path = join(folder, 'customers.txt');
  await writeFile(path, text);
  return path;
}

it('reads a list, each customer once', async () => {
  expect(await readCustomers('0012, 0013,,0012')).toEqual(['0012', '0013']);
});

it.each([
  ['a line each', '\u{feff}0012\r\n\r\n 0013 \n'],
  ['a JSON array', ' ["0012", "0013"]'],
])('reads a file with %s', async (_name, text) => {
  expect(await readCustomers(await fileOf(text))).toEqual(['0012', '0013']);
});

it.each([
  ['[12]', 'leading zeros'],
  ['["12"', 'no JSON'],
  ['12,13', 'One customer on each line'],
  ['\n', 'No customers'],
])('refuses a file with %j', async (text, reason) => {
  await expect(readCustomers(await fileOf(text))).rejects.toThrow(reason);
});

it('refuses a file that is not there', async () => {
  await expect(readCustomers('customers.txt')).rejects.toThrow('ENOENT');
});
