import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { Config } from '../config/config.js';
import { failure, ok, warning, type Outcome } from './finding.js';
import { size } from './wording.js';

/** What this program runs in. */
export interface Surroundings {
  /** Of Node.js, without the v. */
  readonly version: string;
  readonly isRoot: boolean;
  readonly isContainer: boolean;
  /** In bytes: the machine's, or what the container may have of it. */
  readonly memory: number;
  /** Files that may be open at one time; undefined where that cannot be told. */
  readonly openFiles: number | undefined;
}

/** Looks at what this program runs in. */
export async function surroundings(): Promise<Surroundings> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  // The first number can be raised to the second, and Node.js does so when it starts.
  const files = /^Max open files\s+\S+\s+(\S+)/m.exec(limits)?.[1];
  const constrained = process.constrainedMemory();
  const whole = totalmem();
  return {
    version: process.versions.node,
    isRoot: process.getuid?.() === 0,
    isContainer: ['/.dockerenv', '/run/.containerenv'].some((path) => existsSync(path)),
    memory: constrained > 0 && constrained < whole ? constrained : whole,
    openFiles: files === undefined ? undefined : files === 'unlimited' ? Infinity : Number(files),
  };
}

const OLDEST = [20, 19] as const;
const OLDEST_MAINTAINED = 22;

/** The version of Node.js. */
export function nodeVersion({ version }: Surroundings): Outcome {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldest, itsMinor] = OLDEST;
  const found = `Node.js ${version}`;
  const todo = `Install an even-numbered release from ${OLDEST_MAINTAINED} on.`;
  if (major < oldest || (major === oldest && minor < itsMinor))
    return failure(`${found} is too old`, todo);
  if (major < OLDEST_MAINTAINED) return warning(`${found} gets no more security fixes`, todo);
  if (major % 2 === 1) return warning(`${found} is maintained for half a year only`, todo);
  return ok(found);
}

/** Whose rights an intruder would have. */
export function user({ isRoot, isContainer }: Surroundings, isProduction: boolean): Outcome {
  if (!isRoot) return ok('not root');
  const found = isContainer ? 'root, in a container' : 'root';
  if (!isProduction) return ok(found);
  return warning(`it runs as ${found}`, 'Run the server as a user of its own.');
}

const LEAST_MEMORY = 512 * 2 ** 20;

/** Whether the memory is enough: twice as much where PostgreSQL runs in it as well. */
export function memory(given: Surroundings, isEmbedded: boolean): Outcome {
  const least = isEmbedded ? 2 * LEAST_MEMORY : LEAST_MEMORY;
  const found = size(given.memory);
  // What a machine of 1 GB has in fact is some percent less.
  if (given.memory >= least * 0.9) return ok(found);
  return warning(`${found} only`, `Give it ${size(least)} or more.`);
}

/** Files that are open beside the connections of callers. */
const OTHER_FILES = 200;

/** Whether as many connections can be open as are allowed. */
export function openFiles(given: Surroundings, config: Config): Outcome {
  const { MAX_CONNECTIONS, DATABASE_POOL_SIZE } = config;
  if (given.openFiles === undefined) return ok('no limit is told here');
  const needed = MAX_CONNECTIONS + 2 * DATABASE_POOL_SIZE + OTHER_FILES;
  const found = `${given.openFiles} files may be open, MAX_CONNECTIONS is ${MAX_CONNECTIONS}`;
  if (given.openFiles >= needed) return ok(found);
  return warning(
    found,
    `Raise the limit of the service to ${needed} (LimitNOFILE, --ulimit nofile), or set MAX_CONNECTIONS to ${Math.max(1, given.openFiles - (needed - MAX_CONNECTIONS))}.`,
  );
}
