import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { WITH_PARENT } from './paths.js';

export type Environment = Readonly<Record<string, string>>;

const running = new Set<ChildProcess>();

/**
 * Starts Node in the folder, with nothing of our environment but what is given, so that neither a
 * `.env` nor a shell's settings change what is measured. What it prints goes to the log.
 */
export function startNode(
  parameters: readonly string[],
  { env, folder, log }: { env: Environment; folder: string; log: string },
): ChildProcess {
  const output = openSync(log, 'a');
  const child = spawn(process.execPath, [...WITH_PARENT, ...parameters], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', output, 'inherit'],
  });
  closeSync(output);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Ends a process that was started here, and waits until it has. */
export async function stopNode(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

/** Ends all processes that were started here. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(stopNode));
}

/** How a process went that ran to its end. */
export interface Finished {
  /** What it printed. */
  readonly output: string;
  /** From start to end of the process. */
  readonly seconds: number;
  readonly peakBytes: number;
}

let runs = 0;

/**
 * Runs Node to its end.
 * @throws Error with what it said when it fails
 */
export async function runNode(
  parameters: readonly string[],
  { env, folder }: { env: Environment; folder: string },
): Promise<Finished> {
  const log = `${folder}/run-${++runs}.log`;
  const peak = `${log}.peak`;
  const started = performance.now();
  const child = startNode(parameters, { env: { ...env, BENCH_PEAK: peak }, folder, log });
  const [code] = (await once(child, 'exit')) as [number | null];
  const seconds = (performance.now() - started) / 1000;
  const output = await readFile(log, 'utf8');
  if (code !== 0) throw new Error(`${parameters.join(' ')} ended with ${code}: ${output}`);
  const peakBytes = Number(await readFile(peak, 'utf8'));
  for (const file of [log, peak]) await rm(file);
  return { output, seconds, peakBytes };
}
