import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { generateBundle } from '../../src/demo/generate-bundle.js';
import type { LoadReport } from '../../src/import/load-report.js';
import { temporaryFolder } from './temporary-folder.js';

// Imports a big demo bundle with the built command line, and says how much memory that took:
//   npm run build
//   node --import ./test/support/load-typescript.mjs test/support/process-import-memory.ts [contracts]
// Ten invoices a contract; without a number, 20000 contracts. Linux only.
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const contracts = Number(process.argv[2] ?? 20_000);
const folder = await temporaryFolder();
const out = join(folder, 'bundle');
const env = { DATA_DIR: join(folder, 'data') };

try {
  const sizes = { customers: Math.ceil(contracts / 10), contracts, invoices: contracts * 10 };
  const rows = await generateBundle({ ...sizes, out, seed: 1, asOf: new Date('2026-11-20') });
  await run('dealer', 'add', 'A000', '--name', 'Big');
  const { peak, text } = await run('import', '--json', '--dealer', 'A000', out);
  const { seconds } = JSON.parse(text) as LoadReport;
  const total = Object.values(rows).reduce((sum, count) => sum + count);
  const rate = Math.round(total / seconds);
  process.stdout.write(
    `${total} rows in ${seconds} s, ${rate} rows/s; peak memory of the command ${peak} MB\n`,
  );
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function run(...parameters: string[]): Promise<{ peak: number; text: string }> {
  // The heap as `npm run cli` bounds it.
  const child = spawn(process.execPath, ['--max-old-space-size=256', CLI, ...parameters], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  const ended = once(child, 'close');
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    peak = Math.max(peak, await peakOf(child.pid ?? 0));
    await Promise.race([ended, delay(50)]);
  }
  await ended;
  if (child.exitCode !== 0) throw new Error(`${parameters.join(' ')}: status ${child.exitCode}`);
  return { peak, text };
}

/** The most memory that a process has had, in megabytes. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}
