import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a server writes about itself into its data directory. */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
  readonly status: 'starting' | 'ready' | 'stopping' | 'standby';
}

/** The path of the file. */
export const pidFilePath = (folder: string) => join(folder, 'postmaster.pid');

/** Reads the server's pid file; undefined when there is none, or it is still being written. */
export function readPidFile(folder: string): PidFile | undefined {
  let text: string;
  try {
    text = readFileSync(pidFilePath(folder), 'utf8');
  } catch {
    return undefined;
  }
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const status = (lines[7]?.trim() || 'starting') as PidFile['status'];
  return { pid, port: Number(lines[3] ?? 0), status };
}
