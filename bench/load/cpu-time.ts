import { readdirSync, readFileSync } from 'node:fs';

const MS_PER_TICK = 10;

/** Processor time that a process has used so far; undefined where there is no /proc. */
export function cpuMs(pid: number): number | undefined {
  return statOf(pid)?.cpuMs;
}

/** The same for a process and its children, those that ended included. */
export function familyCpuMs(pid: number): number | undefined {
  const own = statOf(pid);
  if (!own) return undefined;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === pid);
  return children.reduce((sum, child) => sum + (child?.cpuMs ?? 0), own.cpuMs + own.endedMs);
}

function statOf(pid: number) {
  try {
    // After the program's name in parentheses; its fields are those of proc(5) from the third on.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const ms = (first: number) => (Number(fields[first]) + Number(fields[first + 1])) * MS_PER_TICK;
    return { parent: Number(fields[1]), cpuMs: ms(11), endedMs: ms(13) };
  } catch {
    return undefined;
  }
}
