import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { changeBundle } from '../change-bundle.js';
import { copyOut, makeBareTables } from '../contenders/copy-files.js';
import { installProduct, makeBundle, settle } from '../dealer-data.js';
import { median, medianRatio } from '../load/statistics.js';
import { fixed, sizeOf, tell, type BenchOptions, type PartResult } from '../part.js';
import { runNode, type Finished } from '../processes/node-process.js';
import { benchScript, TYPESCRIPT } from '../processes/paths.js';
import type { Workspace } from '../processes/workspace.js';

const DEALER = 'B001';
const MEGABYTE = 1024 * 1024;
const STEPS = [
  'bare COPY',
  'first load',
  'identical second load',
  'load with 1 % changed',
] as const;

/** Loads of a whole bundle against a bare COPY of the rows that come of it. */
export async function loads(workspace: Workspace, options: BenchOptions): Promise<PartResult> {
  const invoices = sizeOf(options, options.invoices, 300_000, 3_000);
  const sizes = {
    customers: sizeOf(options, options.customers, 2_000, 20),
    contracts: options.contracts ?? Math.ceil(invoices / 10),
    invoices,
  };
  const rounds = sizeOf(options, options.rounds, 3, 1);
  const bundle = await makeBundle(workspace, 'bundle', sizes);
  const changed = join(workspace.folder, 'changed');
  await changeBundle(bundle, changed);
  const copies = join(workspace.folder, 'copies');
  await mkdir(copies);
  const tables = await firstRun(workspace, bundle, copies);
  const runs: Finished[][] = [];
  for (let round = 1; round <= rounds; round += 1) {
    tell(`round ${round} of ${rounds}: COPY and three loads`);
    runs.push(await oneRound(workspace, `round${round}`, { bundle, changed, copies, tables }));
  }
  const seconds = STEPS.map((_, step) => runs.map((run) => run[step]?.seconds ?? NaN));
  const peaks = STEPS.map((_, step) => Math.max(...runs.map((run) => run[step]?.peakBytes ?? NaN)));
  const ratio = (step: number, other: number) =>
    medianRatio(seconds[step] ?? [], seconds[other] ?? []);
  const rows = STEPS.map((step, place) => [
    step,
    fixed(median(seconds[place] ?? []), 1),
    fixed(ratio(place, 0), 2),
    fixed((peaks[place] ?? NaN) / MEGABYTE, 0),
  ]);
  const peak = Math.max(...peaks.slice(1)) / MEGABYTE;
  return {
    sizes: { ...sizes, rounds },
    tables: [{ title: 'Loads', head: ['', 'seconds', 'ratio', 'Node peak MB'], rows }],
    bars: [
      { text: 'first load against bare COPY', value: ratio(1, 0), limit: 2.5, kind: 'at most' },
      {
        text: 'identical second load against the first',
        value: ratio(2, 1),
        limit: 1,
        kind: 'at most',
      },
      { text: 'peak memory of a load in MB', value: peak, limit: 400, kind: 'at most' },
    ],
    raw: { seconds, peaks },
  };
}

/** A first load, not timed, from which the finished rows are copied into files. */
async function firstRun(workspace: Workspace, bundle: string, copies: string) {
  tell('a load that is not timed, for the finished rows');
  const { url, product } = await installProduct(workspace, 'prepared');
  await product.addDealer(DEALER, bundle);
  const tables = await copyOut(url, copies);
  await workspace.dropDatabase('prepared');
  return tables;
}

interface Sources {
  readonly bundle: string;
  readonly changed: string;
  readonly copies: string;
  readonly tables: readonly string[];
}

/** Each step finds a database at rest; the rows of the COPY are gone before the loads. */
async function oneRound(
  workspace: Workspace,
  name: string,
  { bundle, changed, copies, tables }: Sources,
): Promise<Finished[]> {
  const { url, product } = await installProduct(workspace, name);
  await product.cli('dealer', 'add', DEALER, '--name', 'Bench');
  const dropBare = await makeBareTables(url, tables);
  await settle(url);
  const script = [...TYPESCRIPT, benchScript('contenders/copy.ts'), copies, ...tables];
  const { folder } = workspace;
  const finished = [await runNode(script, { env: { DATABASE_URL: url }, folder })];
  await dropBare();
  for (const [source, differs] of [
    [bundle, 1] as const,
    [bundle, 0] as const,
    [changed, 0.01] as const,
  ]) {
    await settle(url);
    const load = await product.load(DEALER, source);
    requireDifference(load, differs);
    finished.push(load);
  }
  await workspace.dropDatabase(name);
  return finished;
}

/** Makes sure that a load found as much to do as it was meant to. */
function requireDifference({ output }: Finished, share: number): void {
  const { resources } = JSON.parse(output) as { resources: { invoices: Record<string, number> } };
  const { read = 0, added = 0, changed = 0 } = resources.invoices;
  if (added + changed !== Math.floor(read * share))
    throw new Error(`The load should have changed ${share * 100} %: ${output}`);
}
