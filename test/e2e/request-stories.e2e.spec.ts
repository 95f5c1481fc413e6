import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Status } from '../../src/interface/message/request-type.js';
import { isFromCrs, ours, payloadOf, STORIES, tell } from '../support/request-stories.js';
import { RequestWorld, sample, type Sample, type Sent } from '../support/request-world.js';

// The interface's own sample messages: those from CRS go through the inbound handler, those from the
// dealer through the dealer's API, and what that puts into the outbox must be the sample.

let world: RequestWorld;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  world = await RequestWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  dealer = await world.mirror.addDealer(`D${++dealers}`);
});

it.each(STORIES)('%s', async (_name, ...steps) => {
  let updates = 0;
  for (const [name, status] of steps) {
    const given = await tell(world, dealer, name);
    const { requestUpdate, requestUpdates } = given.payload;
    updates += requestUpdate ? 1 : (requestUpdates?.length ?? 0);
    const request = await world.get(dealer, 'R1');
    expect(request).toMatchObject({ crsId: '1234567', status, ended: isEnd(name, status) });
    expect(request.faults).toEqual([]);
    expect(request.updates).toHaveLength(updates);
    if (!isFromCrs(name)) expectSample((await world.sent(dealer)).at(-1), given);
  }
});

function expectSample(sent: Sent | undefined, given: Sample): void {
  const { customerNumber } = given;
  expect(sent).toMatchObject({ customerNumber, queueKey: 'request/R1', requestId: 'R1' });
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(sent?.payload).toEqual(payloadOf(given, time));
}

function isEnd(name: string, status: Status): boolean {
  return status === 'closed' || name === 'lead-02-from-dealer-submitted';
}

describe('an update that the state does not allow', () => {
  async function canceledOrder(): Promise<void> {
    for (const name of ['01-from-crs-submitted', '02-from-crs-submitted', '05-from-crs-canceled'])
      await world.fromCrs(dealer, ours(sample(`purchase_order-${name}`)));
  }

  it('is answered with the whole request, as the interface’s sample', async () => {
    await canceledOrder();
    const wrong = ours(sample('purchase_order-02-from-crs-submitted'));
    Object.assign(wrong.payload.requestUpdate ?? {}, { status: 'received' });
    const handled = await world.fromCrs(dealer, wrong);
    expect(handled).toMatchObject({ outcome: 'refused', requestId: 'R1' });
    const [answer] = await world.sent(dealer);
    const { payload } = sample('purchase_order-07-from-crs-error');
    expect(answer).toMatchObject({ customerNumber: '001234', queueKey: 'request/R1' });
    expect(answer?.payload).toEqual({
      ...payload,
      errorSubmittedMessageId: expect.stringMatching(/^message2-/),
      request: {
        ...payload.request,
        localId: 'R1',
        remoteId: '1234567',
        createdBy: 'remote:john.customer@customerxyz.com',
      },
      requestUpdates: payload.requestUpdates?.map((update) => ({
        ...update,
        createdBy: 'remote:john.customer@customerxyz.com',
        // The sample writes the token once with a space in it.
        titleToken: String(update['titleToken']).replace(' ', ''),
      })),
    });
    expect(await world.events(dealer)).toEqual([
      'request.opened submitted',
      'request.updated submitted',
      'request.updated canceled',
      'request.refused canceled',
    ]);
  });

  it('tells our own users as they are', async () => {
    await world.fromCrs(dealer, ours(sample('purchase_order-01-from-crs-submitted')));
    await world.fromDealer(dealer, 'R1', { status: 'received' });
    await world.fromDealer(dealer, 'R1', { status: 'closed', createdBy: 'cws:winkeda' });
    await world.fromCrs(dealer, ours(sample('purchase_order-05-from-crs-canceled')));
    const { payload } = (await world.sent(dealer)).at(-1) ?? {};
    expect(payload).toMatchObject({
      errorCode: '402 Incorrect Update Submitted',
      request: { status: 'closed' },
      requestUpdates: [
        { status: 'received', createdBy: 'local:rentalCoordinator' },
        { status: 'closed', createdBy: 'winkeda' },
      ],
    });
  });

  it('leaves no trace in the request', async () => {
    await canceledOrder();
    const before = await world.get(dealer, 'R1');
    const wrong = ours(sample('purchase_order-02-from-crs-submitted'));
    Object.assign(wrong.payload.request, { properties: { poNumber: 'OTHER' } });
    await world.fromCrs(dealer, wrong);
    const { messages: _, ...after } = await world.get(dealer, 'R1');
    expect(before).toMatchObject(after);
  });
});

describe('a message about no request of ours', () => {
  async function refused(given: Sample): Promise<void> {
    const handled = await world.fromCrs(dealer, given);
    expect(handled).toMatchObject({
      outcome: 'refused',
      events: [{ type: 'request.refused', data: { errorCode: '404 Request Not Found' } }],
    });
    const { payload } = sample('purchase_order-08-from-crs-error');
    const answer = (await world.sent(dealer)).at(-1);
    expect(answer?.payload).toEqual({
      ...payload,
      errorSubmittedMessageId: expect.stringContaining(given.submittedMessageId),
    });
    expect(answer?.requestId).toBeNull();
  }
  const update = () => sample('purchase_order-02-from-crs-submitted');
  const open = () => world.fromCrs(dealer, sample('purchase_order-01-from-crs-submitted'));

  it('is answered that it was not found', () => refused(update()));

  it('is refused when it names another kind', async () => {
    await open();
    const other = update();
    Object.assign(other.payload.request, { requestType: 'service' });
    await refused(other);
  });

  it('is refused when its two ids are those of different requests', async () => {
    await open();
    const second = sample('purchase_order-01-from-crs-submitted');
    Object.assign(second.payload.request, { localId: '7654321' });
    await world.fromCrs(dealer, second);
    const other = update();
    Object.assign(other.payload.request, { remoteId: 'R2' });
    await refused(other);
    Object.assign(other.payload.request, { localId: 'unknown', remoteId: 'R1' });
    await refused(other);
  });

  it('is refused when it is another dealer’s', async () => {
    await open();
    dealer = await world.mirror.addDealer(`D${++dealers}`);
    await refused(update());
  });

  it('is refused in a state that its kind does not have', async () => {
    const given = sample('purchase_order-01-from-crs-submitted');
    Object.assign(given.payload.request, { status: 'scheduled' });
    await refused(given);
  });
});
