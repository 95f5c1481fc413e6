import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE, track } from './process-children.js';

/** The command line as it is built. */
export const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** How a command ended. */
export interface CliResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface CliProcess {
  readonly pid: number;
  readonly ended: Promise<CliResult>;
  kill(signal?: NodeJS.Signals): void;
}

/** The command line in one environment. */
export interface Cli {
  /** Runs a command to its end. */
  (...parameters: string[]): Promise<CliResult>;
  /** Runs a command that must succeed with a JSON document, and nothing on standard error. */
  json<T>(...parameters: string[]): Promise<T>;
  start(...parameters: string[]): CliProcess;
}

/**
 * The built command line, as a process for each command.
 * @param environment all that it sees of the environment; the project's own .env is out of its sight
 * @param cwd a folder of the test's own
 */
export function cliIn(cwd: string, environment: Readonly<Record<string, string>>): Cli {
  const start = (...parameters: string[]) => startCli(cwd, environment, parameters);
  const run = (...parameters: string[]) => start(...parameters).ended;
  const json = async <T>(...parameters: string[]): Promise<T> => {
    const { status, stdout, stderr } = await run(...parameters, '--json');
    if (status !== 0 || stderr !== '') throw new Error(`${parameters.join(' ')}: ${stderr}`);
    return JSON.parse(stdout) as T;
  };
  return Object.assign(run, { start, json });
}

function startCli(
  cwd: string,
  environment: Readonly<Record<string, string>>,
  parameters: readonly string[],
): CliProcess {
  const child = spawn(process.execPath, [CLI, ...parameters], {
    cwd,
    env: { ...COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  track(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close').then(() => ({
    status: child.exitCode,
    signal: child.signalCode,
    stdout,
    stderr,
  }));
  return { pid: child.pid ?? 0, ended, kill: (signal = 'SIGKILL') => void child.kill(signal) };
}
