import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { STATUSES } from '../../src/interface/message/vocabulary.js';
import type { Status } from '../../src/interface/message/request-type.js';
import { EFFORT } from '../support/effort.js';
import {
  kinds,
  likelySteps,
  ORDERS,
  take,
  type ModelRequest,
  type ModelStep,
} from '../support/request-model.js';
import { RequestWorld } from '../support/request-world.js';

// Random steps of CRS and the dealer through the real services on PostgreSQL, each compared with the
// model: the state, what is kept, what is sent and what is told. For a long run:
//   CRS_TEST_EFFORT=100 npm test -- test/e2e/request-model

const WALKS = 30 * EFFORT;
const STEPS = 20;

let world: RequestWorld;
let dealers = 0;

beforeAll(async () => {
  world = await RequestWorld.open();
});
afterAll(() => world.close());

const walks = kinds.chain((kind) =>
  fc.tuple(
    fc.constant(kind),
    fc.array(likelySteps(kind), { minLength: STEPS, maxLength: STEPS, size: 'max' }),
  ),
);

it(
  'requests go as the model says, whatever CRS and the dealer do',
  async () => {
    await fc.assert(fc.asyncProperty(walks, walk), { numRuns: WALKS });
  },
  EFFORT * 120_000,
);

/** What a dealer's requests and queues must look like. */
interface Expected {
  request: ModelRequest;
  updates: string[];
  sent: number;
  events: number;
}

async function walk([kind, steps]: [string, ModelStep[]]): Promise<void> {
  const dealer = await world.mirror.addDealer(`M${++dealers}`);
  const status = ORDERS[kind]?.[0] ?? '';
  const request = { kind, status, ended: false, disposition: null };
  const expected: Expected = { request, updates: [], sent: 0, events: 1 };
  await fromCrs(dealer, kind, { side: 'crs', status, disposition: undefined, whole: true }, '');
  for (const [index, step] of steps.entries()) {
    const text = `step ${index}`;
    if (step.side === 'crs') await byCrs(dealer, expected, step, text);
    else await byDealer(dealer, expected, step, text);
    await compare(dealer, expected);
  }
}

function fromCrs(dealer: string, kind: string, step: ModelStep, text: string) {
  const { status, disposition, whole } = step;
  const isOpen = kind === 'quote-not-required';
  const request = {
    localId: 'X1',
    requestType: isOpen ? 'quote' : kind,
    status,
    ...(isOpen && { properties: { quoteRequired: 'false' } }),
  };
  const createdDate = '2022-01-01T00:00:30Z';
  const properties = { userName: 'John', ...(disposition !== undefined && { disposition }) };
  const update = { status, createdDate, createdBy: 'john@acme.com', text, properties };
  return world.fromCrs(dealer, {
    customerNumber: null,
    submittedMessageId: text,
    payload: { request, ...(!whole && { requestUpdate: update }) },
  });
}

async function byCrs(dealer: string, expected: Expected, step: ModelStep, text: string) {
  const { outcome } = await fromCrs(dealer, expected.request.kind, step, text);
  const allowed = take(expected.request, step);
  expect([step, outcome]).toEqual([step, allowed ? 'updated' : 'refused']);
  expected.events++;
  if (!allowed) expected.sent++;
  else if (!step.whole) expected.updates.push(text);
}

async function byDealer(dealer: string, expected: Expected, step: ModelStep, text: string) {
  const { status, disposition } = step;
  const attempt = world.fromDealer(dealer, 'R1', {
    status: status as Status,
    text,
    ...(disposition !== undefined && { disposition }),
  });
  if (isFaulty(expected.request.kind, step))
    await expect(attempt).rejects.toMatchObject({ code: 'invalid-request' });
  else if (take({ ...expected.request }, step)) {
    await attempt;
    take(expected.request, step);
    expected.updates.push(text);
    expected.sent++;
    expected.events++;
  } else {
    const extensions = {
      requestStatus: expected.request.status,
      allowed: allowedOf(expected.request),
    };
    await expect(attempt).rejects.toMatchObject({ code: 'not-allowed-now', extensions });
  }
}

/** A disposition that such a request does not have, or none where one is needed. */
function isFaulty(kind: string, { status, disposition }: ModelStep): boolean {
  if (disposition === undefined) return kind === 'lead' && status === 'closed';
  if (disposition === 'Wrong Territory') return kind !== 'lead' || status !== 'submitted';
  return kind !== 'lead' && !kind.startsWith('quote');
}

/** The states that the model lets the dealer name, in the order that they are told. */
function allowedOf(request: ModelRequest): string[] {
  const disposition = request.kind === 'lead' ? 'Won' : undefined;
  const can = (status: string) =>
    take({ ...request }, { side: 'dealer', status, disposition, whole: false });
  const order = [request.status, ...STATUSES.filter((status) => status !== request.status)];
  return order.filter(can);
}

async function compare(dealer: string, { request, updates, sent, events }: Expected) {
  const found = await world.get(dealer, 'R1');
  const { status, ended, disposition } = request;
  expect(found).toMatchObject({ status, ended, disposition });
  expect(found.allowed).toEqual(allowedOf(request));
  expect(found.endedTime !== null).toBe(ended);
  expect(found.updates.map(({ update }) => update['text'])).toEqual(updates);
  expect(await world.sent(dealer)).toHaveLength(sent);
  expect(await world.events(dealer)).toHaveLength(events);
}
