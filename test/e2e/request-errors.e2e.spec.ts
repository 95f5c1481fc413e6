import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RequestWorld, sample, type Sample, type Sent } from '../support/request-world.js';

// What CRS says against our messages (§ PO Request Integration).

let world: RequestWorld;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  world = await RequestWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  dealer = await world.mirror.addDealer(`D${++dealers}`);
  await world.fromCrs(dealer, sample('purchase_order-01-from-crs-submitted'));
});

type Json = Record<string, unknown>;

const get = () => world.get(dealer, 'R1');
const statuses = async () => (await get()).updates.map(({ update }) => update['status']);

async function lastSent(): Promise<Sent> {
  const sent = (await world.sent(dealer)).at(-1);
  if (!sent) throw new Error('Nothing was sent');
  return sent;
}

/** CRS's error about a message, with the request as CRS has it. */
function notAccepted(messageId: string, payload: Partial<Sample['payload']> = {}): Sample {
  const given = sample('purchase_order-07-from-crs-error');
  return {
    ...given,
    payload: { ...given.payload, errorSubmittedMessageId: messageId, ...payload },
  };
}

function notFound(messageId: string): Sample {
  const given = sample('purchase_order-08-from-crs-error');
  return { ...given, payload: { ...given.payload, errorSubmittedMessageId: messageId } };
}

describe('an update of ours that CRS does not accept', () => {
  it('is undone: the request is as CRS has it', async () => {
    await world.fromDealer(dealer, 'R1', { status: 'received' });
    const { submittedMessageId } = await lastSent();
    const { outcome, requestId } = await world.fromCrs(dealer, notAccepted(submittedMessageId));
    expect({ outcome, requestId }).toEqual({ outcome: 'reset', requestId: 'R1' });
    const { requestUpdates = [] } = sample('purchase_order-07-from-crs-error').payload;
    const { status, updates, messages } = await get();
    expect(status).toBe('canceled');
    expect(updates.map(({ update }) => update)).toEqual(requestUpdates);
    // What was refused is still told by its message.
    expect(messages.filter(({ direction }) => direction === 'out')).toHaveLength(1);
    const [event] = (await world.mirror.query<{ data: Json }>(
      `SELECT data FROM event WHERE dealer_code = $1 AND type = 'request.updated'
       ORDER BY sequence DESC LIMIT 1`,
      [dealer],
    )) as [{ data: Json }];
    expect(event.data).toMatchObject({
      status: 'canceled',
      errorCode: '402 Incorrect Update Submitted',
      errorSubmittedMessageId: submittedMessageId,
      reason: expect.stringContaining('did not accept'),
    });
  });

  it('reopens a request that was closed by it', async () => {
    await world.fromDealer(dealer, 'R1', { status: 'closed' });
    const { submittedMessageId } = await lastSent();
    const request = { localId: '1234567', requestType: 'purchase_order', status: 'received' };
    const payload = { request, requestUpdates: [] };
    await world.fromCrs(dealer, notAccepted(submittedMessageId, payload));
    expect(await get()).toMatchObject({
      status: 'received',
      ended: false,
      endedTime: null,
      updates: [],
      request: { properties: { poNumber: 'PO1234' } },
    });
  });

  it('does not take with it what we sent after it, and CRS may accept', async () => {
    await world.fromDealer(dealer, 'R1', { status: 'received' });
    const { submittedMessageId } = await lastSent();
    await world.fromCrs(dealer, canceled());
    await world.fromDealer(dealer, 'R1', { status: 'closed' });
    await world.fromCrs(dealer, notAccepted(submittedMessageId));
    expect(await get()).toMatchObject({ status: 'closed', ended: true });
    expect(await statuses()).toEqual(['submitted', 'canceled', 'closed']);
  });

  it('takes with it what its state no longer allows', async () => {
    await world.fromDealer(dealer, 'R1', { status: 'received', text: 'first' });
    const { submittedMessageId } = await lastSent();
    await world.fromDealer(dealer, 'R1', { status: 'received', text: 'second' });
    await world.fromCrs(dealer, notAccepted(submittedMessageId));
    expect(await statuses()).toEqual(['submitted', 'canceled']);
  });

  it('is the only one that goes when CRS does not tell the updates', async () => {
    await world.fromDealer(dealer, 'R1', { status: 'submitted', text: 'kept' });
    await world.fromDealer(dealer, 'R1', { status: 'received', text: 'refused' });
    const { submittedMessageId } = await lastSent();
    const request = { localId: '1234567', requestType: 'purchase_order', status: 'submitted' };
    const given = notAccepted(submittedMessageId, { request });
    delete given.payload.requestUpdates;
    await world.fromCrs(dealer, given);
    const { status, updates } = await get();
    expect(status).toBe('submitted');
    expect(updates.map(({ update }) => update['text'])).toEqual(['kept']);
  });

  it('told twice changes nothing more', async () => {
    await world.fromDealer(dealer, 'R1', { status: 'received' });
    const { submittedMessageId } = await lastSent();
    await world.fromCrs(dealer, notAccepted(submittedMessageId));
    const before = await get();
    await world.fromCrs(dealer, notAccepted(submittedMessageId));
    const after = await get();
    expect(after.updates).toEqual(before.updates);
    expect(after.status).toBe(before.status);
  });
});

function canceled(): Sample {
  const given = sample('purchase_order-05-from-crs-canceled');
  Object.assign(given.payload.request, { remoteId: 'R1' });
  return given;
}

it('a request that CRS does not know is flagged', async () => {
  await world.fromDealer(dealer, 'R1', { status: 'received' });
  const { submittedMessageId } = await lastSent();
  const handled = await world.fromCrs(dealer, notFound(submittedMessageId));
  expect(handled).toMatchObject({
    outcome: 'flagged',
    requestId: 'R1',
    events: [{ type: 'request.flagged', data: { requestId: 'R1' } }],
  });
  expect(await get()).toMatchObject({ flag: '404 Request Not Found', status: 'received' });
});

it('a request that CRS does know after all loses its flag', async () => {
  await world.fromDealer(dealer, 'R1', { status: 'received' });
  await world.fromCrs(dealer, notFound((await lastSent()).submittedMessageId));
  await world.fromCrs(dealer, sample('purchase_order-02-from-crs-submitted'));
  expect(await get()).toMatchObject({ flag: null });
});

it('an error about a message that we did not send is told, and changes nothing', async () => {
  const before = await get();
  const handled = await world.fromCrs(dealer, notFound('nobody’s'));
  expect(handled).toMatchObject({
    outcome: 'unknown message',
    events: [{ type: 'request.flagged', data: { errorSubmittedMessageId: 'nobody’s' } }],
  });
  expect(await get()).toEqual(before);
  expect(await world.sent(dealer)).toEqual([]);
});

it('an error about another dealer’s message is none about ours', async () => {
  await world.fromDealer(dealer, 'R1', { status: 'received' });
  const { submittedMessageId } = await lastSent();
  const other = await world.mirror.addDealer(`D${++dealers}`);
  const { outcome } = await world.fromCrs(other, notAccepted(submittedMessageId));
  expect(outcome).toBe('unknown message');
  expect((await get()).status).toBe('received');
});

it('an error that nobody knows is told, and flags the request', async () => {
  await world.fromDealer(dealer, 'R1', { status: 'received' });
  const { submittedMessageId } = await lastSent();
  const given = notFound(submittedMessageId);
  given.payload.errorCode = '500 Whatever';
  expect((await world.fromCrs(dealer, given)).outcome).toBe('unknown error');
  expect(await get()).toMatchObject({ flag: '500 Whatever', status: 'received' });
});
