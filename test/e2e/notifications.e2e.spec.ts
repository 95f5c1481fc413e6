import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { connectDealer } from '../support/connect.js';
import { startCrsPeer, type CrsPeer, type PeerPost } from '../support/crs-peer.js';
import { contract, customer, invoice, jobsite, rate } from '../support/items.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

let server: TestServer;
let address: string;
let peer: CrsPeer;
let dealers = 0;
let dealer: string;
let own: string;
let crs: string;

beforeAll(async () => {
  server = await startTestServer({ CRS_ALLOW_PRIVATE: 'on' });
  address = await server.app.getUrl();
});
afterAll(() => server.close());
beforeEach(async () => {
  peer = await startCrsPeer();
  dealer = await server.addDealer({ code: `N${++dealers}`, maxRemovalPercent: 100 });
  [own, crs] = await Promise.all([
    server.token([dealer], ['dealer']),
    server.token([dealer], ['crs']),
  ]);
});
afterEach(() => peer.close());

type Lines = Readonly<Record<string, readonly object[]>>;

/** Pushes items by resource, as the dealer's systems do. */
async function push(items: Lines, query = ''): Promise<Record<string, unknown>> {
  const body = Object.entries(items).flatMap(([resource, of]) =>
    of.map((item) => `${JSON.stringify({ resource, ...item })}\n`),
  );
  const { status, text } = await supertest(address)
    .post(`/dealer/v1/loads${query}`)
    .auth(own, { type: 'bearer' })
    .type('application/x-ndjson')
    .send(body.join(''));
  if (status !== 200 && status !== 202) throw new Error(`${status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

const send = (path: string, body?: object, token = own) =>
  supertest(address).post(path).auth(token, { type: 'bearer' }).send(body);
const notify = (body: object, token = own) => send('/dealer/v1/notifications', body, token);

const textOf = ({ message }: PeerPost) => `${message.messageType} ${message.customerNumber}`;
const taken = () => peer.taken.map(textOf);
const came = (count: number) => until(() => peer.taken.length === count && taken());

const pull = async (path: string) =>
  ((await server.get(`/api/v1/${path}`, crs)).body as { items: Record<string, unknown>[] }).items;

const pdf = (name: string) => ({ pdfUrl: `https://rms.example/${name}.pdf` });
const FIRST: Lines = {
  customers: ['1', '2', '3', '4', '5'].map((id) => customer(id)),
  jobsites: [jobsite('J1', '1'), jobsite('J2', '2')],
  contracts: [contract('A', '1'), contract('B', '2'), contract('C', '3', pdf('old'))],
  invoices: [invoice('I', '4'), invoice('II', '2')],
  rates: [rate('5', 'G'), rate('1', 'G')],
};

describe('a load that is pushed', () => {
  it('is told to CRS: what changed, of whom, and it is there when CRS comes for it', async () => {
    await push(FIRST);
    await connectDealer(server, dealer, peer);
    const pulled = new Map<string, unknown>();
    peer.behave(async (post) => {
      const number = post.message.customerNumber;
      const [contracts, invoices] = await Promise.all([
        pull(`contract?customer=${number}`),
        pull(`invoice?customer=${number}`),
      ]);
      pulled.set(textOf(post), { contracts, invoices });
      return 'accept' as const;
    });
    await push({
      ...FIRST,
      jobsites: [jobsite('J1', '1'), jobsite('J2', '2', { name: 'Renamed' })],
      contracts: [
        contract('A', '1', { poNumber: 'PO-7' }),
        contract('B', '2'),
        contract('C', '3', pdf('new')),
      ],
      invoices: [invoice('I', '4', { total: 2 }), invoice('II', '2')],
      rates: [rate('5', 'G', 9), rate('1', 'G')],
    });
    expect(await came(6)).toEqual([
      'contract 1',
      'contract 2',
      'contract 3',
      'document 3',
      'invoice 4',
      'catalog 5',
    ]);
    expect(pulled.get('contract 1')).toMatchObject({ contracts: [{ poNumber: 'PO-7' }] });
    expect(pulled.get('document 3')).toMatchObject({ contracts: [pdf('new')] });
    expect(pulled.get('invoice 4')).toMatchObject({ invoices: [{ total: 2 }] });
    for (const { message } of peer.taken)
      expect(message).toEqual({
        dealerCode: dealer,
        customerNumber: expect.any(String),
        submittedMessageId: expect.any(String),
        submittedTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        messageType: expect.any(String),
      });
    expect(new Set(peer.taken.map(({ message }) => message.submittedMessageId)).size).toBe(6);
  });

  it('tells nothing when it changes nothing, or came before the dealer was connected', async () => {
    await push(FIRST);
    await connectDealer(server, dealer, peer);
    await push(FIRST);
    await push({ rates: [rate('5', 'G', 9)] }, '?mode=delta');
    expect(await came(1)).toEqual(['catalog 5']);
  });

  it('is told of whole when it is the first after the dealer was connected', async () => {
    await connectDealer(server, dealer, peer);
    await push({ customers: [customer('1')], contracts: [contract('A', '1')] });
    expect(await came(1)).toEqual(['contract 1']);
  });

  it('is told of when it is confirmed, if it is held', async () => {
    const many = Array.from({ length: 40 }, (_, n) => contract(`K${n}`, '1'));
    const held = await server.addDealer({ code: `${dealer}H` });
    dealer = held;
    own = await server.token([held], ['dealer']);
    await push({ contracts: [...many, contract('X', '2')] });
    await connectDealer(server, held, peer);
    const { load, state } = await push({ contracts: [contract('X', '2')] });
    expect(state).toBe('held');
    expect((await send(`/dealer/v1/loads/${String(load)}/confirm`)).status).toBe(200);
    expect(await came(1)).toEqual(['contract 1']);
  });

  it('speaks once to a CRS that does not listen: what changes meanwhile is merged', async () => {
    await connectDealer(server, dealer, peer);
    peer.behave(() => 503);
    await push({ contracts: [contract('A', '1')], invoices: [invoice('I', '2')] });
    await until(() => peer.posts.length > 0);
    for (const poNumber of ['1', '2', '3'])
      await push({ contracts: [contract('A', '1', { poNumber })] });
    const told = () => server.get('/dealer/v1/messages?direction=out', own);
    const follower = `SELECT FROM crs_connection WHERE dealer_code = $1 AND notified_generation = 4`;
    await until(async () => (await server.database.pool.query(follower, [dealer])).rowCount === 1);
    expect((await told()).body).toMatchObject({ totalElements: 2 });
    peer.behave(() => 'accept');
    await server.database.pool.query(
      'UPDATE crs_connection SET failures = 0, due_time = now() WHERE dealer_code = $1',
      [dealer],
    );
    expect(await came(2)).toEqual(['contract 1', 'invoice 2']);
  });
});

describe('a notification by hand', () => {
  beforeEach(async () => {
    await push({ customers: [customer('1')] });
  });

  it('lets CRS refresh what is named', async () => {
    await connectDealer(server, dealer, peer);
    const answer = await notify({ customerNumber: '1', messageTypes: ['document', 'contract'] });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      connected: true,
      notifications: [
        {
          messageType: 'document',
          message: 'out-1',
          submittedMessageId: expect.any(String),
          merged: false,
        },
        {
          messageType: 'contract',
          message: 'out-2',
          submittedMessageId: expect.any(String),
          merged: false,
        },
      ],
    });
    expect(await came(2)).toEqual(['document 1', 'contract 1']);
    const { notifications } = answer.body as { notifications: { submittedMessageId: string }[] };
    expect(peer.taken.map(({ message }) => message.submittedMessageId)).toEqual(
      notifications.map(({ submittedMessageId }) => submittedMessageId),
    );
  });

  it('waits for the connection, merged with one that waits already', async () => {
    const { body: first } = await notify({ customerNumber: '1', messageTypes: ['catalog'] });
    expect(first).toMatchObject({ connected: false, notifications: [{ message: 'out-1' }] });
    const { body: second } = await notify({
      customerNumber: '1',
      messageTypes: ['invoice', 'catalog'],
    });
    const [waiting] = (first as { notifications: object[] }).notifications;
    expect(second).toMatchObject({
      connected: false,
      notifications: [
        { messageType: 'invoice', message: 'out-2', merged: false },
        { ...waiting, merged: true },
      ],
    });
    await connectDealer(server, dealer, peer);
    expect(await came(2)).toEqual(['catalog 1', 'invoice 1']);
  });

  it.each([
    [{}, ['customerNumber', 'messageTypes']],
    [{ customerNumber: '', messageTypes: ['contract'] }, ['customerNumber']],
    [{ customerNumber: 1, messageTypes: ['contract'] }, ['customerNumber']],
    [{ customerNumber: '\0', messageTypes: ['contract'] }, ['customerNumber']],
    [{ customerNumber: '\uD800', messageTypes: ['contract'] }, ['customerNumber']],
    [{ customerNumber: 'x'.repeat(101), messageTypes: ['contract'] }, ['customerNumber']],
    [{ customerNumber: '1', messageTypes: [] }, ['messageTypes']],
    [{ customerNumber: '1', messageTypes: 'contract' }, ['messageTypes']],
    [{ customerNumber: '1', messageTypes: ['contract', 'contract'] }, ['messageTypes']],
    [{ customerNumber: '1', messageTypes: ['request'] }, ['messageTypes']],
    [{ customerNumber: '1', messageTypes: [null] }, ['messageTypes']],
    [{ customerNumber: '1', messageTypes: ['contract'], payload: {} }, ['payload']],
  ])('is refused as %j, naming what is wrong', async (body, paths) => {
    const { status, body: problem } = await notify(body);
    expect(status).toBe(400);
    const { faults } = problem as { faults: { path: string }[] };
    expect(faults.map(({ path }) => path)).toEqual(paths);
  });

  it('is refused for a customer that is not the dealer’s, and nothing is queued', async () => {
    const { status, body } = await notify({ customerNumber: '77', messageTypes: ['contract'] });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      type: 'urn:crs-dealer-api:problem:invalid-request',
      detail: `Dealer ${dealer} has no customer 77`,
      faults: [{ path: 'customerNumber', reason: 'must be a customer of the dealer' }],
    });
    const { body: list } = await server.get('/dealer/v1/messages?direction=out', own);
    expect(list).toMatchObject({ totalElements: 0 });
  });

  it('is for the dealer’s own systems, and their dealer', async () => {
    const body = { customerNumber: '1', messageTypes: ['contract'] };
    expect((await notify(body, crs)).status).toBe(403);
    expect((await notify(body, 'no token')).status).toBe(401);
    const other = await server.addDealer({ code: `${dealer}O` });
    const both = await server.token([dealer, other], ['dealer']);
    expect((await notify(body, both)).status).toBe(400);
    const named = (code: string) => send(`/dealer/v1/notifications?dealer=${code}`, body, both);
    expect((await named(dealer)).status).toBe(202);
    expect((await named(other)).status).toBe(400);
    expect((await named('ELSE')).status).toBe(403);
  });
});
