import { Command, InvalidArgumentError } from 'commander';
import { wholeNumber } from '../src/cli/numbers.js';
import { printLine } from '../src/cli/output.js';
import { describeMachine } from './machine.js';
import { tell, type BenchOptions, type PartResult } from './part.js';
import { beside } from './parts/beside.js';
import { deep } from './parts/deep.js';
import { intake } from './parts/intake.js';
import { loads } from './parts/loads.js';
import { outbox } from './parts/outbox.js';
import { overload } from './parts/overload.js';
import { pages } from './parts/pages.js';
import { pull } from './parts/pull.js';
import { soak } from './parts/soak.js';
import { cleanUp, inWorkspace } from './processes/workspace.js';
import { printPart, QUICK, saveReport } from './report.js';

const PARTS = { pages, deep, loads, beside, pull, intake, outbox, overload, soak };
type PartName = keyof typeof PARTS;
// The soak finds what the others cannot, and takes half an hour.
const USUAL = (Object.keys(PARTS) as PartName[]).filter((name) => name !== 'soak');

interface Options extends BenchOptions {
  readonly part: PartName[];
  readonly saveAs?: string;
}

const program = new Command('bench')
  .description('Measures the built server against what is possible, and what is usual.')
  .option('--part <names>', 'parts, with commas (all but soak)', partNames, USUAL)
  .option('--customers <number>', 'customers', wholeNumber)
  .option('--contracts <number>', 'contracts', wholeNumber)
  .option('--invoices <number>', 'invoices', wholeNumber)
  .option('--seconds <number>', 'length of one slice of load', wholeNumber)
  .option('--rounds <number>', 'how often everything is measured', wholeNumber)
  .option('--minutes <number>', 'length of the soak', wholeNumber)
  .option('--quick', 'small and short: shows that it works', false)
  .option('--save-as <name>', 'name of the files in bench/results (the time and the parts)')
  .addHelpText(
    'after',
    '\nSizes that are not given are those of each part: see docs/performance.md.',
  )
  .action(bench);

async function bench({ part: names, saveAs, ...options }: Options): Promise<void> {
  const machine = await describeMachine();
  const parts: Partial<Record<PartName, PartResult>> = {};
  for (const name of names) {
    tell(`part ${name}`);
    const result = await inWorkspace((workspace) => PARTS[name](workspace, options));
    printPart(result);
    parts[name] = result;
  }
  const path = await saveReport({ machine, quick: options.quick, parts }, saveAs);
  if (options.quick) printLine(`\n${QUICK}`);
  printLine(`\nSaved as ${path}.md and .json`);
}

function partNames(text: string): PartName[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !(name in PARTS));
  if (unknown.length === 0) return names as PartName[];
  throw new InvalidArgumentError(`The parts are ${Object.keys(PARTS).join(', ')}.`);
}

// What is under way then fails as its processes go; only the first reason to end counts.
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => {
    interrupted = true;
    void cleanUp().finally(() => process.exit(130));
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!interrupted) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}
