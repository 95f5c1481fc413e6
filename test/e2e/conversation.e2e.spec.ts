import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startMessageServer, type MessageServer } from '../support/message-server.js';

let world: MessageServer;
beforeAll(async () => {
  world = await startMessageServer();
});
afterAll(() => world.close());

type Json = Record<string, unknown>;

interface Sample extends Json {
  submittedMessageId: string;
  payload: { request: Json; requestUpdate?: Json & { properties: Json } };
}

let ids = 0;

/** A sample message of the interface about one request; the samples use the same ids again and again. */
function sample(name: string, localId: string): Sample {
  const url = new URL(`../fixtures/messages/${name}.json`, import.meta.url);
  const message = JSON.parse(readFileSync(url, 'utf8')) as Sample;
  message.submittedMessageId = `story-${++ids}`;
  message.payload.request['localId'] = localId;
  return message;
}

const events = async (after: number) =>
  ((await world.get(`/dealer/v1/events?after=${after}&limit=1000`)).body as { items: Event[] })
    .items;

interface Event {
  readonly sequence: number;
  readonly type: string;
}

const end = async () => (await events(0)).at(-1)?.sequence ?? 0;

it('a service request, from the customer’s first word to the dealer’s last', async () => {
  const before = await end();
  const opened = await world.settle(sample('service-01-from-crs-submitted', 'srv-1'));
  expect(opened).toMatchObject({ state: 'done', outcome: 'opened' });
  await world.settle(sample('service-02-from-crs-submitted', 'srv-1'));

  const path = `/dealer/v1/requests/${String(opened['requestId'])}`;
  const seen = (await world.get(path)).body as Json & {
    files: { fileId: string; filename: string; mimetype: string; size: number }[];
  };
  expect(seen).toMatchObject({ crsId: 'srv-1', requestType: 'service', status: 'submitted' });
  const [image] = seen.files;
  expect(image).toMatchObject({ filename: 'image.jpg', mimetype: 'image/jpeg' });
  const file = await world.get(`${path}/files/${image?.fileId}`).buffer(true);
  expect(file.headers).toMatchObject({
    'content-type': 'image/jpeg',
    'x-content-type-options': 'nosniff',
    'content-length': String(image?.size),
  });
  expect([...(file.body as Buffer).subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);

  const answers = [
    { status: 'received' },
    { status: 'scheduled', updateDate: '2026-12-03T16:00:00Z', text: 'At four.' },
    { status: 'closed' },
  ];
  for (const answer of answers) {
    const sent = { ...answer, createdBy: 'rentalCoordinator', userName: 'Jennifer Rents' };
    const { status, body } = await world.send(`${path}/updates`, sent);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: answer.status });
  }
  const late = { status: 'received', createdBy: 'rentalCoordinator', userName: 'Jennifer Rents' };
  const refused = await world.send(`${path}/updates`, late);
  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({ requestStatus: 'closed', allowed: [] });

  const queued = (await world.messages('direction=out')).filter(
    (one) => one['requestId'] === opened['requestId'],
  );
  const bodies = await Promise.all(
    queued.map(
      async ({ id }) => ((await world.get(`/dealer/v1/messages/${id}`)).body as Json)['body'],
    ),
  );
  expect(bodies.toReversed()).toMatchObject(
    answers.map(({ status }) => ({
      dealerCode: 'A000',
      customerNumber: '001234',
      messageType: 'request',
      payload: {
        request: {
          localId: opened['requestId'],
          remoteId: 'srv-1',
          requestType: 'service',
          status,
        },
        requestUpdate: {
          status,
          createdBy: 'local:rentalCoordinator',
          properties: { userName: 'Jennifer Rents' },
        },
      },
    })),
  );
  expect((await events(before)).map(({ type }) => type)).toEqual([
    'request.opened',
    'request.updated',
    'request.updated',
    'request.updated',
    'request.closed',
  ]);
});

it('an update that comes too late is answered with the whole request', async () => {
  const opened = await world.settle(sample('extend-01-from-crs-submitted', 'ext-1'));
  const path = `/dealer/v1/requests/${String(opened['requestId'])}`;
  await world.send(`${path}/updates`, { status: 'closed', createdBy: 'jr', userName: 'Jen' });
  const late = sample('extend-05-from-crs-canceled', 'ext-1');
  expect(await world.settle(late)).toMatchObject({ state: 'done', outcome: 'refused' });
  const [error] = await world.messages('direction=out');
  const { body } = (await world.get(`/dealer/v1/messages/${error?.id}`)).body as { body: Json };
  expect(body).toMatchObject({
    payload: {
      errorCode: '402 Incorrect Update Submitted',
      errorSubmittedMessageId: late.submittedMessageId,
      request: { localId: opened['requestId'], remoteId: 'ext-1', status: 'closed' },
      requestUpdates: [{ status: 'closed', createdBy: 'local:jr' }],
    },
  });
});

it('a conversation about a machine', async () => {
  const message = {
    dealerCode: 'A000',
    customerNumber: '001234',
    submittedMessageId: `story-${++ids}`,
    submittedTime: '2022-01-01T00:00:30Z',
    messageType: 'message',
    payload: {
      message: {
        messageChain: {
          localId: 'chain-1',
          chainType: 'asset',
          createdDate: '2022-01-01T00:00:30Z',
          createdBy: 'john.customer@customerxyz.com',
          active: true,
          properties: { userName: 'John Customer' },
        },
        messages: [
          {
            createdDate: '2022-01-01T00:00:30Z',
            createdBy: 'john.customer@customerxyz.com',
            messageText: 'It makes a noise.',
            properties: { userName: 'John Customer' },
          },
        ],
        asset: { rentedAssetId: '34567', equipmentAssetId: '23456', serialNumber: '12345' },
        contract: { contractId: 'C001' },
      },
    },
  };
  const opened = await world.settle(message);
  const path = `/dealer/v1/chains/${String(opened['chainId'])}`;
  const answer = { messageText: 'Which one?', createdBy: 'jrents', userName: 'Jennifer Rents' };
  const { status } = await world.send(`${path}/messages`, answer);
  expect(status).toBeLessThan(300);
  const { body } = await world.get(path);
  expect(body).toMatchObject({
    active: true,
    messages: [
      { messageText: 'It makes a noise.', createdBy: 'john.customer@customerxyz.com' },
      { messageText: 'Which one?', createdBy: 'local:jrents' },
    ],
  });

  const [sent] = await world.messages('direction=out');
  const error = {
    dealerCode: 'A000',
    customerNumber: '001234',
    submittedMessageId: `story-${++ids}`,
    submittedTime: '2022-01-01T00:00:30Z',
    messageType: 'request',
    payload: {
      errorCode: '404 Request Not Found',
      errorSubmittedMessageId: sent?.['submittedMessageId'],
    },
  };
  expect(await world.settle(error)).toMatchObject({
    outcome: 'flagged',
    chainId: opened['chainId'],
  });
  expect((await world.get(path)).body).toMatchObject({ flag: '404 Request Not Found' });
});
