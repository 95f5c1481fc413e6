import { readFileSync } from 'node:fs';

/** Whether a process runs. One that has ended but whose parent has not noticed does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not allowed to signal it: it is there, as another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return statFields(pid)?.[0] !== 'Z';
}

/**
 * When a process started, as a text to compare: with the pid it names one process for good, as pids
 * are used again, in containers at each start. Empty where the system does not say (not Linux).
 */
export function startOf(pid: number): string {
  return statFields(pid)?.[19] ?? '';
}

// The fields of /proc/<pid>/stat after the name, which may hold blanks and brackets itself.
function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Names this process, for others to see later whether it still runs. */
export function processMark(): string {
  return `${process.pid} ${startOf(process.pid)}`;
}

/** Whether the process of a {@link processMark} still runs. */
export function isMarkAlive(mark: string): boolean {
  const [pid = '', start = ''] = mark.split(' ');
  return isAlive(Number(pid)) && startOf(Number(pid)) === start;
}

/**
 * Whether a living process is PostgreSQL's: the pid in a file that a power cut left behind
 * may be anyone's by now. Where the system does not say (not Linux) it is taken for one.
 */
export function isPostgres(pid: number): boolean {
  try {
    // The server's is the path it was started with, a backend's "postgres: user database …".
    return /^(.*\/)?postgres(\0|:|$)/.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1'));
  } catch {
    return process.platform !== 'linux';
  }
}
