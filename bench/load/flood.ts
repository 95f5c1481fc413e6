import { runNode } from '../processes/node-process.js';
import { benchScript, TYPESCRIPT } from '../processes/paths.js';

/** What is asked of a server without waiting for its answers. */
export interface Flood {
  readonly url: string;
  readonly token: string;
  readonly paths: readonly string[];
  /** Requests a second, whatever becomes of those before. */
  readonly perSecond: number;
  /** Opened beforehand; a request that finds all of them busy is not sent. */
  readonly connections: number;
  readonly seconds: number;
}

/** Answers with one status. */
export interface Answers {
  readonly count: number;
  /** Milliseconds from sending until the whole answer was there. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What became of a flood. */
export interface FloodResult {
  readonly sent: number;
  /** Due, but all connections waited for their answers. */
  readonly unsent: number;
  /** Connections that were refused, reset or ended without the whole answer. */
  readonly broken: number;
  readonly seconds: number;
  readonly statuses: Readonly<Record<string, Answers>>;
}

/** Floods a server from a process of its own. */
export async function flood(target: Flood, folder: string): Promise<FloodResult> {
  const script = [...TYPESCRIPT, benchScript('load/flood-child.ts')];
  const { output } = await runNode(script, { env: { FLOOD: JSON.stringify(target) }, folder });
  return JSON.parse(output) as FloodResult;
}
