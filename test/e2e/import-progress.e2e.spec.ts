import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { LoadReport } from '../../src/import/load-report.js';
import { CLI } from '../support/cli-run.js';
import { customer } from '../support/interface-factories.js';
import { startImportBench, type ImportBench } from '../support/process-import.js';
import { hasTerminal, inTerminal } from '../support/process-terminal.js';

const SHOW_CURSOR = '\u001B[?25h';

let bench: ImportBench;

beforeAll(async () => {
  bench = await startImportBench();
});
afterAll(() => bench.close());

/** Imports in a terminal, with standard output in a file. */
async function inATerminal(path: string, dealer: string) {
  const { DATABASE_URL, SECRETS_KEY } = bench.server.config;
  const out = join(path, 'report.out');
  const command = `"${process.execPath}" "${CLI}" import --json --dealer ${dealer} "${path}" > "${out}"`;
  const terminal = inTerminal(command, path, { DATABASE_URL, SECRETS_KEY });
  const status = await terminal.ended;
  const report = JSON.parse(await readFile(out, 'utf8')) as LoadReport;
  return { status, report, drawn: terminal.text() };
}

(hasTerminal ? it : it.skip)('draws its progress on standard error, in a terminal', async () => {
  const customers = Array.from({ length: 2_000 }, (_, index) => customer(`N${index}`));
  const path = await bench.bundle({ 'customers.ndjson': customers });
  const { status, report, drawn } = await inATerminal(path, 'A000');
  expect(status).toBe(0);
  expect(report.resources.customers).toMatchObject({ read: 2_000, added: 2_000 });
  expect(drawn).toMatch(/customers +\[=*-*\] \d+% \| \d+ rows \| \d+ rows\/s/);
  expect(drawn).toMatch(/100% \| 2000 rows/);
  expect(drawn).toContain(SHOW_CURSOR);
});

(hasTerminal ? it : it.skip)('gives the cursor back when the load fails', async () => {
  const path = await bench.bundle({ 'customers.json': '[{"customerId":"C1"' });
  const { status, report, drawn } = await inATerminal(path, 'A000');
  expect([status, report.state]).toEqual([1, 'failed']);
  const hidden = drawn.lastIndexOf('\u001B[?25l');
  expect(drawn.lastIndexOf(SHOW_CURSOR)).toBeGreaterThanOrEqual(hidden);
});

it('draws nothing where there is no terminal', async () => {
  const path = await bench.bundle({ 'customers.ndjson': [customer('C1')] });
  const { status, stderr } = await bench.cli('import', '--dealer', 'A000', path);
  expect([status, stderr]).toEqual([0, '']);
});
