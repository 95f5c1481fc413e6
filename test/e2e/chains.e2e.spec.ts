import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import type { ChainDetails } from '../../src/message/chains/chain-view.js';
import { customer } from '../support/items.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

let server: TestServer;
let address: string;
let dealers = 0;
let messages = 0;
let dealer: string;
let token: string;
let crs: string;

beforeAll(async () => {
  server = await startTestServer();
  address = await server.app.getUrl();
});
afterAll(() => server.close());
beforeEach(async () => {
  dealer = await server.addDealer({ code: `C${++dealers}` });
  token = await server.token([dealer], ['dealer']);
  crs = await server.token([dealer]);
  await server.load(dealer, { 'customers.ndjson': [customer('1'), customer('2')] });
});

const get = (path = '') => server.get(`/dealer/v1/chains${path}`, token);
const post = (path: string, body: object) =>
  supertest(address).post(`/dealer/v1/chains${path}`).auth(token, { type: 'bearer' }).send(body);

const BEGINNING = {
  customerNumber: '1',
  contractId: 'K1',
  rentedAssetId: '34567',
  serialNumber: 'SN1',
  messageText: 'When may we fetch it?',
  createdBy: 'jrents',
  userName: 'Jennifer Rents',
};

async function begin(more: object = {}): Promise<ChainDetails> {
  const { status, body } = await post('', { ...BEGINNING, ...more });
  expect(status).toBe(201);
  return body as ChainDetails;
}

/** What CRS sends about a chain; waits until it is handled. */
async function fromCrs(messageChain: object, lines: readonly object[]): Promise<void> {
  const submission = {
    dealerCode: dealer,
    customerNumber: '1',
    submittedMessageId: `crs-${++messages}`,
    submittedTime: '2026-01-05T10:00:00Z',
    messageType: 'message',
    payload: { message: { messageChain, messages: lines, contract: { contractId: 'K1' } } },
  };
  const answer = await supertest(address)
    .post(`/api/v1/message?dealer=${dealer}`)
    .auth(crs, { type: 'bearer' })
    .send(submission);
  expect(answer.status).toBe(200);
  await until(async () => {
    const { rows } = await server.database.pool.query<{ state: string }>(
      `SELECT state FROM message WHERE dealer_code = $1 AND submitted_message_id = $2`,
      [dealer, submission.submittedMessageId],
    );
    return rows[0]?.state === 'done';
  });
}

/** The messages that wait to be sent to CRS, as they will be. */
async function outbox() {
  const { rows } = await server.database.pool.query<{ queueKey: string; body: string }>(
    `SELECT queue_key AS "queueKey", body FROM message
     WHERE dealer_code = $1 AND direction = 'out' ORDER BY sequence`,
    [dealer],
  );
  return rows.map(({ queueKey, body }) => ({
    queueKey,
    ...(JSON.parse(body) as Record<string, unknown>),
  }));
}

async function events() {
  const { body } = await server.get('/dealer/v1/events', token);
  const { items } = body as { items: { type: string; data: Record<string, unknown> }[] };
  return items.filter(({ type }) => type.startsWith('chain.'));
}

describe('a chain that the dealer begins', () => {
  it('is there with its message, and on its way to CRS in the interface’s layout', async () => {
    const chain = await begin();
    expect(chain).toMatchObject({
      id: 'C1',
      customerNumber: '1',
      contractId: 'K1',
      rentedAssetId: '34567',
      equipmentAssetId: null,
      serialNumber: 'SN1',
      active: true,
      openedBy: 'dealer',
      createdBy: 'local:jrents',
      userName: 'Jennifer Rents',
      messageCount: 1,
      messages: [
        {
          number: 1,
          origin: 'dealer',
          createdBy: 'local:jrents',
          messageText: 'When may we fetch it?',
          confirmed: false,
          message: 'out-1',
        },
      ],
    });
    const createdDate = chain.createdDate.replace('.000Z', 'Z');
    const person = { createdDate, createdBy: 'local:jrents' };
    const properties = { userName: 'Jennifer Rents' };
    expect(await outbox()).toEqual([
      {
        queueKey: 'chain/C1',
        dealerCode: dealer,
        customerNumber: '1',
        submittedPriority: 1,
        submittedMessageId: expect.any(String),
        submittedTime: expect.any(String),
        messageType: 'message',
        payload: {
          message: {
            messageChain: {
              localId: 'C1',
              chainType: 'asset',
              ...person,
              active: true,
              properties,
            },
            messages: [
              {
                ...person,
                createdDate: chain.messages[0]?.createdDate.replace('.000Z', 'Z'),
                messageText: 'When may we fetch it?',
                properties,
              },
            ],
            asset: { rentedAssetId: '34567', serialNumber: 'SN1' },
            contract: { contractId: 'K1' },
          },
        },
      },
    ]);
    expect(await events()).toMatchObject([
      { type: 'chain.opened', data: { chainId: 'C1', customerNumber: '1' } },
      { type: 'chain.message', data: { chainId: 'C1', number: 1, origin: 'dealer' } },
    ]);
  });

  it('goes on with CRS: each side’s id stands where the other one expects it', async () => {
    await begin();
    const line = {
      createdDate: '2026-01-05T10:00:00Z',
      createdBy: 'remote:jrents',
      messageText: 'When may we fetch it?',
    };
    const answer = {
      createdDate: '2026-01-05T10:05:00Z',
      createdBy: 'john@customer.example',
      messageText: 'Tomorrow.',
    };
    await fromCrs({ localId: 4711, remoteId: 'C1', active: true }, [answer, line]);
    await post('/C1/messages', { messageText: 'Fine.', createdBy: 'cws:jdoe' }).expect(201);
    const { body } = await get('/C1');
    expect(body).toMatchObject({
      crsId: '4711',
      messages: [
        { messageText: 'When may we fetch it?', confirmed: true },
        { messageText: 'Tomorrow.', origin: 'crs', message: 'in-1' },
        { messageText: 'Fine.', createdBy: 'jdoe', confirmed: false, message: 'out-2' },
      ],
    });
    expect((await outbox())[1]).toMatchObject({
      queueKey: 'chain/C1',
      payload: {
        message: {
          messageChain: { localId: 'C1', remoteId: '4711' },
          messages: [{ messageText: 'Fine.', createdBy: 'jdoe' }],
        },
      },
    });
  });

  it('cannot be written in when CRS has closed it', async () => {
    await begin();
    await fromCrs({ localId: '7', remoteId: 'C1', active: false }, []);
    const { status, body } = await post('/C1/messages', { messageText: 'x', createdBy: 'j' });
    expect([status, body.type]).toEqual([409, 'urn:crs-dealer-api:problem:not-allowed-now']);
    expect(await outbox()).toHaveLength(1);
    expect((await events()).map(({ type }) => type)).toEqual([
      'chain.opened',
      'chain.message',
      'chain.closed',
    ]);
  });
});

it('a user of CRS’s who began a chain is told to CRS as its own', async () => {
  await fromCrs({ localId: '7', createdBy: 'john@customer.example', active: true }, []);
  await post('/C1/messages', { messageText: 'Hello', createdBy: 'jrents' }).expect(201);
  expect((await outbox())[0]).toMatchObject({
    payload: { message: { messageChain: { createdBy: 'remote:john@customer.example' } } },
  });
});

describe('the chains', () => {
  it('are listed with the last changed first, and by what they are about', async () => {
    await begin();
    await begin({ customerNumber: '2', contractId: 'K2', rentedAssetId: undefined });
    await begin({ serialNumber: undefined, equipmentAssetId: 'E3' });
    await fromCrs({ localId: '7', remoteId: 'C1', active: false }, []);
    const ids = async (query: string) => {
      const { body } = await get(`?${query}`);
      return (body as { items: { id: string }[] }).items.map(({ id }) => id);
    };
    expect(await ids('')).toEqual(['C1', 'C3', 'C2']);
    expect(await ids('customer=2')).toEqual(['C2']);
    expect(await ids('contract=K1')).toEqual(['C1', 'C3']);
    expect(await ids('asset=34567')).toEqual(['C1', 'C3']);
    expect(await ids('asset=SN1')).toEqual(['C1', 'C2']);
    expect(await ids('asset=E3&active=true')).toEqual(['C3']);
    expect(await ids('active=false')).toEqual(['C1']);
    expect(await ids('customer=9')).toEqual([]);
    expect((await get('?items=2&page=1')).body).toMatchObject({
      items: [{ id: 'C2' }],
      totalElements: 3,
      totalPages: 2,
      number: 1,
    });
  });

  it.each(['?active=maybe', '?customer=1&customer=2', '?items=0', '?asset=a%00b'])(
    'are not listed with %s',
    async (query) => {
      expect((await get(query)).status).toBe(400);
    },
  );

  it('are the dealer’s own', async () => {
    await begin();
    const other = await server.addDealer({ code: `${dealer}x` });
    const theirs = await server.token([other], ['dealer']);
    for (const path of ['', '/C1']) {
      expect((await server.get(`/dealer/v1/chains${path}`)).status).toBe(401);
      expect((await server.get(`/dealer/v1/chains${path}`, crs)).status).toBe(403);
      const named = `/dealer/v1/chains${path}?dealer=${dealer}`;
      expect((await server.get(named, theirs)).status).toBe(403);
    }
    expect((await server.get('/dealer/v1/chains/C1', theirs)).status).toBe(404);
    token = theirs;
    const writing = await post('/C1/messages', { messageText: 'x', createdBy: 'j' });
    expect(writing.status).toBe(404);
  });
});

describe('what is not right is refused with its place', () => {
  it.each([
    ['no customer', { customerNumber: undefined }, 'customerNumber'],
    ['a customer that is not known', { customerNumber: 'NOBODY' }, 'customerNumber'],
    ['an empty id', { contractId: '' }, 'contractId'],
    ['a number for an id', { contractId: 7 }, 'contractId'],
    ['a blank text', { messageText: ' \n ' }, 'messageText'],
    ['a text that is too long', { messageText: 'x'.repeat(10_001) }, 'messageText'],
    ['a NUL', { messageText: 'a\0b' }, 'messageText'],
    ['half a character', { messageText: 'half \ud83d' }, 'messageText'],
    ['no writer', { createdBy: undefined }, 'createdBy'],
    ['a writer without a name', { createdBy: 'cws: ' }, 'createdBy'],
    ['no machine', { rentedAssetId: undefined, serialNumber: undefined }, 'rentedAssetId'],
    ['a field that is not known', { customer: '1' }, 'customer'],
  ])('%s', async (_what, more, path) => {
    const { status, body } = await post('', { ...BEGINNING, ...more });
    expect([status, body.faults]).toMatchObject([400, [{ path }]]);
    expect(await outbox()).toEqual([]);
    expect((await get()).body.totalElements).toBe(0);
  });

  it.each(['/C9', '/x', '/C01x', '/C99999999999999999999'])('%s is not there', async (path) => {
    expect((await get(path)).status).toBe(404);
    const writing = await post(`${path}/messages`, { messageText: 'x', createdBy: 'j' });
    expect(writing.status).toBe(404);
  });
});
