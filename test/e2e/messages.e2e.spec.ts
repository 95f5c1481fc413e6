import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageSignal } from '../../src/message/message-signal.js';
import { customer } from '../support/items.js';
import { startMessageServer, type MessageServer } from '../support/message-server.js';
import { until } from '../support/until.js';

let world: MessageServer;
let ids = 0;
beforeAll(async () => {
  world = await startMessageServer();
});
afterAll(() => world.close());

interface About {
  readonly localId?: string;
  readonly customerNumber?: string | null;
  readonly text?: string;
  readonly [name: string]: unknown;
}

/** A PO request that CRS opens. */
function opening({ localId = `po${++ids}`, customerNumber = '001234', ...more }: About = {}) {
  return {
    dealerCode: 'A000',
    customerNumber,
    submittedMessageId: `message-${++ids}`,
    submittedTime: '2022-01-01T00:00:30Z',
    messageType: 'request',
    payload: {
      request: {
        localId,
        requestType: 'purchase_order',
        status: 'submitted',
        createdDate: '2022-01-01T00:00:30Z',
        createdBy: 'john.customer@customerxyz.com',
        title: 'Purchase Order Request',
        properties: { currentPoNumber: 'PENDING', poNumber: 'PO1234', userName: 'John Customer' },
        contract: { contractNumber: 'C001', contractId: 'C001' },
      },
      ...more,
    },
  };
}

/** Further information about it. */
function information(localId: string, text: string, customerNumber = '001234') {
  return opening({
    localId,
    customerNumber,
    requestUpdate: {
      status: 'submitted',
      createdDate: '2022-01-01T00:01:30Z',
      createdBy: 'john.customer@customerxyz.com',
      text,
      properties: { userName: 'John Customer' },
    },
  });
}

const texts = async (localId: string) => {
  const { rows } = await world.server.database.pool.query<{ text: string }>(
    `SELECT u.details ->> 'text' AS text FROM request r JOIN request_update u USING
       (dealer_code, request_id) WHERE r.crs_id = $1 ORDER BY u.number`,
    [localId],
  );
  return rows.map(({ text }) => text);
};

describe('the messages of a dealer', () => {
  it('shows one that was handled, with what came of it and what was sent', async () => {
    const message = opening({ localId: 'shown', remark: 'a field that nobody knows' });
    const { id } = await world.settle(message);
    const { status, body } = await world.get(`/dealer/v1/messages/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      direction: 'in',
      state: 'done',
      messageType: 'request',
      customerNumber: '001234',
      priority: 1,
      reusedId: false,
      attemptCount: 1,
      outcome: 'opened',
      requestId: expect.stringMatching(/^R\d+$/),
      body: message,
    });
  });

  it('lists them by direction and state, the newest first, in pages', async () => {
    await world.settle(opening());
    const last = await world.settle(opening());
    const { body } = await world.get('/dealer/v1/messages?direction=in&state=done&items=1');
    expect(body).toMatchObject({
      items: [{ id: last.id }],
      size: 1,
      number: 0,
      empty: false,
    });
    const { totalElements } = body as { totalElements: number };
    const past = await world.get(
      `/dealer/v1/messages?direction=in&items=1&page=${totalElements + 9}`,
    );
    expect(past.body).toMatchObject({ items: [], empty: true });
  });

  it.each(['direction=up', 'state=lost', 'items=0'])('refuses %s', async (query) => {
    const { status, body } = await world.get(`/dealer/v1/messages?${query}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ parameters: [{ name: query.split('=')[0] }] });
  });

  it.each(['in-999999', 'up-1', 'in-x', '1'])('knows no message %s', async (id) => {
    expect((await world.get(`/dealer/v1/messages/${id}`)).status).toBe(404);
    expect((await world.send(`/dealer/v1/messages/${id}/replay`)).status).toBe(404);
  });

  it('asks for the scope dealer, and shows no other dealer’s', async () => {
    const other = await world.server.addDealer({ code: 'B000' });
    const { id } = await world.settle(opening());
    const crs = await world.server.token([world.dealer]);
    const foreign = await world.server.token([other], ['dealer']);
    expect((await world.server.get('/dealer/v1/messages', crs)).status).toBe(403);
    expect((await world.server.get(`/dealer/v1/messages/${id}`, foreign)).status).toBe(404);
    const named = await world.server.get('/dealer/v1/messages?dealer=A000', foreign);
    expect(named.status).toBe(403);
  });
});

describe('a message whose customer is not known', () => {
  it('is taken, waits with those about the same request, and is handled once it is matched', async () => {
    const localId = 'stranger';
    const first = await world.settle(opening({ localId, customerNumber: 'NEW-1' }));
    expect(first).toMatchObject({ state: 'unmatched', error: 'The dealer has no customer NEW-1' });
    const second = information(localId, 'Hello?', 'NEW-1');
    expect((await world.post(second)).status).toBe(200);

    const { body } = await world.get('/dealer/v1/messages/unmatched');
    expect(body).toMatchObject({ items: [{ id: first.id, state: 'unmatched' }] });
    const still = await world.send(`/dealer/v1/messages/${first.id}/match`);
    expect(still.status).toBe(409);
    expect(await texts(localId)).toEqual([]);

    await world.server.load(
      world.dealer,
      { 'customers.ndjson': [customer('NEW-1')] },
      { mode: 'delta' },
    );
    const matched = await world.send(`/dealer/v1/messages/${first.id}/match`);
    expect(matched.status).toBe(200);
    await until(async () => (await texts(localId)).length === 1);
    expect(await texts(localId)).toEqual(['Hello?']);
  });

  it('can be matched with another customer, and so are those that follow', async () => {
    const localId = 'alias';
    const first = await world.settle(opening({ localId, customerNumber: 'OLD-NAME' }));
    const { status } = await world.send(`/dealer/v1/messages/${first.id}/match`, {
      customerNumber: '001234',
    });
    expect(status).toBe(200);
    const second = await world.settle(information(localId, 'It is me', 'OLD-NAME'));
    expect(second).toMatchObject({ state: 'done', outcome: 'updated' });
  });

  it('may have none when it is a lead', async () => {
    const lead = opening({ customerNumber: null });
    Object.assign(lead.payload.request, { requestType: 'lead', title: 'Lead Request' });
    expect(await world.settle(lead)).toMatchObject({ state: 'done', outcome: 'opened' });
  });

  it('is not matched when it has been handled already', async () => {
    const { id } = await world.settle(opening());
    const { status, body } = await world.send(`/dealer/v1/messages/${id}/match`);
    expect(status).toBe(409);
    expect(body).toMatchObject({ detail: 'The message is done, not unmatched' });
  });
});

describe('a message that cannot be handled for a technical reason', () => {
  const FAULT = `
    CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'The disk says no'; END $$;
    CREATE TRIGGER refuse_poison BEFORE INSERT ON request_update
      FOR EACH ROW WHEN (new.details ->> 'text' = 'poison') EXECUTE FUNCTION refuse_poison()`;
  const query = (sql: string) => world.server.database.pool.query(sql);
  beforeAll(() => query(FAULT));
  afterAll(() => query('DROP FUNCTION IF EXISTS refuse_poison CASCADE'));

  /** Waits until the server gave the message up; the time between attempts is not waited for. */
  const parked = (submittedMessageId: string) =>
    until(async () => {
      await query('UPDATE message_lane SET due_time = now() WHERE due_time > now()');
      world.server.app.get(MessageSignal).wake();
      const found = await world.messages('direction=in&state=parked');
      return found.find((one) => one['submittedMessageId'] === submittedMessageId);
    });

  it('is tried ten times and parked; its request waits, others do not; replayed, all is done', async () => {
    const localId = 'poisoned';
    await world.settle(opening({ localId }));
    const poison = information(localId, 'poison');
    await world.post(poison);
    await world.post(information(localId, 'after it'));
    expect(await world.settle(opening())).toMatchObject({ state: 'done' });

    const { id, ...seen } = await parked(poison.submittedMessageId);
    expect(seen).toMatchObject({ attemptCount: 10, error: 'The disk says no' });
    expect(await texts(localId)).toEqual([]);

    await query('ALTER TABLE request_update DISABLE TRIGGER refuse_poison');
    const { status } = await world.send(`/dealer/v1/messages/${id}/replay`);
    expect(status).toBe(200);
    await until(async () => (await texts(localId)).length === 2);
    expect(await texts(localId)).toEqual(['poison', 'after it']);
    await query('ALTER TABLE request_update ENABLE TRIGGER refuse_poison');
  });

  it('can be dropped with a reason: what waits behind it goes on', async () => {
    const localId = 'dropped';
    await world.settle(opening({ localId }));
    const poison = information(localId, 'poison');
    await world.post(poison);
    await world.post(information(localId, 'after it'));
    const { id } = await parked(poison.submittedMessageId);
    expect((await world.send(`/dealer/v1/messages/${id}/drop`)).status).toBe(400);
    const { status, body } = await world.send(`/dealer/v1/messages/${id}/drop`, {
      reason: 'Told by telephone',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'dropped', decidedReason: 'Told by telephone' });
    await until(async () => (await texts(localId)).length === 1);
    expect(await texts(localId)).toEqual(['after it']);
  });
});

describe('an error that CRS reports about a message of ours', () => {
  /** CRS opens a request, the dealer answers, and CRS reports an error about the answer. */
  async function reported(localId: string, errorCode: string) {
    const { requestId } = await world.settle(opening({ localId }));
    const answer = { status: 'received', createdBy: 'jrents', userName: 'Jennifer Rents' };
    const sent = await world.send(`/dealer/v1/requests/${String(requestId)}/updates`, answer);
    expect(sent.status).toBe(200);
    const ours = (await world.messages('direction=out')).find(
      (one) => one['requestId'] === requestId,
    );
    const errorSubmittedMessageId = ours?.['submittedMessageId'];
    const error = opening({ localId, errorCode, errorSubmittedMessageId });
    const { outcome } = await world.settle(error);
    const { body: message } = await world.get(`/dealer/v1/messages/${ours?.id ?? ''}`);
    const { body: request } = await world.get(`/dealer/v1/requests/${String(requestId)}`);
    const { rows } = await world.server.database.pool.query<{ type: string }>(
      `SELECT type FROM event WHERE data ->> 'errorSubmittedMessageId' = $1`,
      [errorSubmittedMessageId],
    );
    return { outcome, message, request, events: rows.map(({ type }) => type) };
  }

  it('402: the request is as CRS has it, the message tells the error, an event tells both', async () => {
    const seen = await reported('refused-update', '402 Incorrect Update Submitted');
    expect(seen).toMatchObject({
      outcome: 'reset',
      message: { direction: 'out', crsError: '402 Incorrect Update Submitted' },
      request: { status: 'submitted' },
      events: ['request.updated'],
    });
  });

  it('404: the request is flagged', async () => {
    const seen = await reported('unknown-there', '404 Request Not Found');
    expect(seen).toMatchObject({
      outcome: 'flagged',
      message: { crsError: '404 Request Not Found' },
      request: { status: 'received', flag: '404 Request Not Found' },
      events: ['request.flagged'],
    });
  });
});

it('a notification that data of a customer changed is told as an event, known or not', async () => {
  for (const messageType of ['contract', 'invoice', 'catalog', 'document']) {
    const message = {
      dealerCode: 'A000',
      customerNumber: 'ANYBODY',
      submittedMessageId: `notification-${++ids}`,
      submittedTime: '2022-01-01T00:00:30Z',
      messageType,
    };
    expect(await world.settle(message)).toMatchObject({ state: 'done', outcome: 'noted' });
  }
  const { rows } = await world.server.database.pool.query<{ kind: string; customer: string }>(
    `SELECT data ->> 'messageType' AS kind, data ->> 'customerNumber' AS customer FROM event
     WHERE type = 'notification.received' ORDER BY sequence`,
  );
  expect(rows).toEqual(
    ['contract', 'invoice', 'catalog', 'document'].map((kind) => ({ kind, customer: 'ANYBODY' })),
  );
});
