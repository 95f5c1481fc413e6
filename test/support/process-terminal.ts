import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { track } from './process-children.js';

/** Whether this machine can give a process a terminal. */
export const hasTerminal = spawnSync('script', ['--version']).status === 0;

/** A process in a terminal of its own. */
export interface TerminalProcess {
  /** What the terminal was sent so far. */
  text(): string;
  /** As from the keyboard. */
  type(text: string): void;
  readonly ended: Promise<number | null>;
}

/** Runs a line of bash in a terminal, with script(1). */
export function inTerminal(
  line: string,
  cwd: string,
  environment: Readonly<Record<string, string>>,
): TerminalProcess {
  const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'], TERM: 'xterm', SHELL: '/bin/bash', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  track(child);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  return {
    text: () => text,
    type: (typed) => void child.stdin.write(typed),
    ended: once(child, 'close').then(() => child.exitCode),
  };
}
