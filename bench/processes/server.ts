import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../src/database/embedded/free-port.js';
import { startNode, stopNode, type Environment } from './node-process.js';

/** A server that answers. */
export interface Server {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

const POLL_MS = 100;

/**
 * Starts a server that listens on the PORT it is given, and waits until it answers.
 * @throws Error with what it said when it ends before
 */
export async function startServer(
  name: string,
  parameters: readonly string[],
  { env, folder }: { env: Environment; folder: string },
): Promise<Server> {
  const port = await freePort();
  const log = join(folder, `${name}.log`);
  const child = startNode(parameters, { env: { ...env, PORT: String(port) }, folder, log });
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${name} did not start: ${await readFile(log, 'utf8')}`);
    await delay(POLL_MS);
  }
  return { pid: child.pid ?? 0, url, stop: () => stopNode(child) };
}

async function answers(url: string): Promise<boolean> {
  try {
    await (await fetch(url)).text();
    return true;
  } catch {
    return false;
  }
}
