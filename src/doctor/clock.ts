import { request } from 'undici';
import type { CrsAgent } from '../outbox/sender/crs-agent.js';
import { failure, ok, warning, type Outcome } from './finding.js';

const WARN_MS = 2_000;
const FAIL_MS = 30_000;
const SET_CLOCKS = 'Run chrony or another time service here and there: chronyc tracking.';

/**
 * @param whose clock it is
 * @param ahead by how much that clock is ahead of this machine's, in milliseconds
 */
export function judgeDrift(whose: string, ahead: number): Outcome {
  const apart = Math.abs(ahead);
  const seconds = (apart / 1000).toFixed(1);
  const found = `${whose} is ${seconds} s ${ahead < 0 ? 'behind' : 'ahead'}`;
  if (apart > FAIL_MS) return failure(`${found}: tokens and times will be refused`, SET_CLOCKS);
  return apart > WARN_MS ? warning(found, SET_CLOCKS) : ok(found);
}

/** By how much a clock is ahead, read over a way that takes its time both there and back. */
export async function drift(read: () => Promise<number>): Promise<number> {
  const begin = Date.now();
  const theirs = await read();
  return theirs - (begin + Date.now()) / 2;
}

// A Date header has whole seconds: in the middle of that second it is right to half of one.
const HALF_SECOND_MS = 500;

/** By how much a web server's clock is ahead; undefined when it does not tell. */
export async function headerDrift(url: string, agent: CrsAgent): Promise<number | undefined> {
  const ahead = await drift(async () => {
    const signal = AbortSignal.timeout(agent.tokenTimeoutMs);
    const { headers, body } = await request(url, {
      method: 'HEAD',
      dispatcher: agent.dispatcher,
      signal,
    });
    await body.dump();
    const { date } = headers;
    return Date.parse(typeof date === 'string' ? date : '') + HALF_SECOND_MS;
  });
  return Number.isNaN(ahead) ? undefined : ahead;
}
