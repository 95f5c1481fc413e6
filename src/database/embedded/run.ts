import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-error.js';
import type { Owner } from './owner.js';

const execute = promisify(execFile);

/**
 * Options for every program of PostgreSQL: as its owner, in a folder that the owner can enter, with
 * nothing of our environment (PGDATA, PGPORT, secrets).
 */
export function spawnOptions(owner: Owner | undefined) {
  return { cwd: '/', env: { LC_ALL: 'C' }, windowsHide: true, ...owner };
}

/**
 * Runs a program of PostgreSQL to its end.
 * @throws EmbeddedPostgresError with the last line of what it said
 */
export async function run(
  program: string,
  parameters: readonly string[],
  owner: Owner | undefined,
  timeoutMs: number,
): Promise<void> {
  try {
    await execute(program, parameters, { ...spawnOptions(owner), timeout: timeoutMs });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    const said = stderr?.trim().split('\n').at(-1) ?? '';
    throw new EmbeddedPostgresError(`${program} failed: ${said || String(error)}`, {
      cause: error,
    });
  }
}
