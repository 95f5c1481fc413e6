import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../src/interface/lossless-json.js';
import { asObject, asText } from '../../src/interface/message/json-values.js';
import { EFFORT } from '../support/effort.js';
import { messageBodies } from '../support/fuzz/message-bodies.js';
import {
  notification,
  startIntakeServer,
  submitBytes,
  type IntakeServer,
} from '../support/intake.js';
import { until } from '../support/until.js';

// A million with: CRS_TEST_EFFORT=50 npm test -- test/e2e/message-fuzz
const BODIES = 20_000 * EFFORT;
/** Sent at one time, over connections that are kept. */
const TOGETHER = 32;
const LIMIT = 100_000;

/**
 * What the last three quarters may add to what test and server hold: objects, and the buffers beside
 * them. What the process takes from the system says less: it gives back little of what it needed once.
 */
const MARGIN = 32 * 1024 * 1024;

let intake: IntakeServer;
let address: string;
const statuses = new Map<number, number>();
/** Ids and times of the answers of 200, with the bodies that they were given to. */
const taken = new Map<string, Set<string>>();

beforeAll(async () => {
  intake = await startIntakeServer({ MESSAGE_BODY_BYTES: String(LIMIT) });
  address = await intake.server.app.getUrl();
});
afterAll(() => intake.close());

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use. */
function memory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function send(body: Buffer): Promise<void> {
  const { token } = intake;
  const { status, headers, text } = await submitBytes(address, body, { token });
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  if (status === 200) noteTaken(body, text);
  else {
    const wrong = wrongWith(status, headers['content-type'], JSON.parse(text) as Problem);
    if (wrong !== undefined) throw new Error(`${wrong}: ${status} ${text}`);
  }
}

/** What is parsed by the product's own reader, which keeps every digit. */
function parsed(text: string): Record<string, unknown> {
  const result = parseJson(text.replace(/^\uFEFF/, ''));
  if ('error' in result) throw new Error(`This was taken, or answered: ${text}`);
  return result.value as Record<string, unknown>;
}

function noteTaken(body: Buffer, text: string): void {
  const answer = parsed(text);
  const { submittedMessageId, enqueuedTime, attemptCount, active } = answer;
  if (attemptCount !== 0 || active !== true) throw new Error(`An answer that is none: ${text}`);
  const key = `${asText(submittedMessageId)} ${asText(enqueuedTime)}`;
  const bodies = taken.get(key) ?? new Set();
  taken.set(key, bodies.add(sorted(parsed(body.toString()))));
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => {
    const object = asObject(one);
    if (!object || 'rawJSON' in object) return one;
    return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly instance: string;
  readonly requestId: string;
  readonly faults?: readonly { readonly path: unknown; readonly reason: unknown }[];
}

// Without matchers, which would take longer than the server does.
function wrongWith(status: number, type: string | undefined, problem: Problem): string | undefined {
  if (![401, 402, 403, 503].includes(status) || problem.status !== status) return 'A wrong status';
  if (type !== 'application/problem+json; charset=utf-8') return 'No problem body';
  const { instance, title, requestId, faults = [] } = problem;
  const isProblem = /^urn:crs-dealer-api:problem:[a-z-]+$/.test(problem.type);
  if (!isProblem || !title || !requestId || instance !== '/api/v1/message') return 'No problem';
  if (status === 402 && faults.length === 0) return 'No faults';
  const isFault = (one: (typeof faults)[number]) => typeof one.path === 'string' && one.reason;
  return faults.every(isFault) ? undefined : 'A fault that is none';
}

const fuzz = (number: number) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(messageBodies(document), { minLength: TOGETHER, maxLength: TOGETHER }),
      async (bodies) => {
        await Promise.all(bodies.map(send));
      },
    ),
    { numRuns: Math.ceil(number / TOGETHER) },
  );

let document: object;

it(
  `${BODIES} bodies are answered as they should be, and the memory stays as it is`,
  async () => {
    document = (await (await fetch(`${address}/openapi.json`)).json()) as object;
    await fuzz(BODIES / 4);
    const early = memory();
    await fuzz((BODIES * 3) / 4);
    // On a busy machine some of it goes only when time limits have passed: what leaks never goes.
    await until(() => memory() - early < MARGIN, 60_000);
    // The server is there, and the bodies were worth sending.
    expect((await intake.submit(notification())).status).toBe(200);
    const sent = [...statuses.values()].reduce((sum, count) => sum + count, 0);
    expect(sent).toBeGreaterThanOrEqual(BODIES);
    for (const status of [200, 402])
      expect((statuses.get(status) ?? 0) / sent).toBeGreaterThan(0.1);
  },
  180_000 * EFFORT,
);

it('what was answered with 200 is stored exactly once', async () => {
  const { rows } = await intake.server.database.pool.query<{ key: string; times: number }>(
    `SELECT submitted_message_id || ' ' ||
       to_char(enqueued_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS key,
       count(*)::int AS times
     FROM message WHERE submitted_message_id NOT LIKE 'n-%' GROUP BY 1`,
  );
  expect(rows.length).toBeGreaterThan(BODIES / 10);
  const stored = new Map(rows.map(({ key, times }) => [key, times]));
  expect(stored).toEqual(new Map([...taken].map(([key, bodies]) => [key, bodies.size])));
});
