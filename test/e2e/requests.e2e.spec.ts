import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request as send, type IncomingMessage } from 'node:http';
import supertest from 'supertest';
import { inTransaction } from '../../src/database/transaction.js';
import { EventSignal } from '../../src/events/event-signal.js';
import { FileStore } from '../../src/files/file.store.js';
import type { RequestDetails, RequestSummary } from '../../src/request/request-details.js';
import { asset, contract, customer } from '../support/items.js';
import { RequestWorld, sample, type Sample } from '../support/request-world.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

// The dealer's own API about requests, over HTTP.

let server: TestServer;
let world: RequestWorld;
let address: string;
let dealer: string;
let dealers = 0;
let token: string;

beforeAll(async () => {
  server = await startTestServer({ MESSAGE_WORKERS: '0' });
  world = RequestWorld.of(server.database);
  address = await server.app.getUrl();
});
afterAll(() => server.close());
beforeEach(async () => {
  dealer = await server.addDealer({ code: `R${++dealers}` });
  token = await server.token([dealer], ['dealer']);
});

const path = (end = '') => `/dealer/v1/requests${end}`;
const get = (end = '', by = token) => server.get(path(end), by);
const post = (end: string, body: object, by = token) =>
  supertest(address).post(path(end)).auth(by, { type: 'bearer' }).send(body);
const details = async (id = 'R1') => (await get(`/${id}`)).body as RequestDetails;

const BY = { createdBy: 'rentalCoordinator', userName: 'Jennifer Rents' };
const update = (body: object, id = 'R1', by = token) =>
  post(`/${id}/updates`, { ...BY, ...body }, by);

type Json = Record<string, unknown>;

function told(name: string, request: Json, customerNumber?: string): Sample {
  const given = sample(name);
  Object.assign(given.payload.request, request);
  return customerNumber === undefined ? given : { ...given, customerNumber };
}
const order = 'purchase_order-01-from-crs-submitted';
const open = (request: Json = {}, customerNumber?: string, name = order) =>
  world.fromCrs(dealer, told(name, request, customerNumber));

describe('the list of requests', () => {
  const ids = async (query: string) => {
    const { body } = await get(`?${query}`).expect(200);
    return (body as { items: RequestSummary[] }).items.map(({ requestId }) => requestId);
  };

  it('is empty at first', async () => {
    const { body } = await get().expect(200);
    expect(body).toEqual({
      items: [],
      totalPages: 0,
      totalElements: 0,
      empty: true,
      size: 10,
      number: 0,
    });
  });

  it('comes in pages, the last changed first', async () => {
    for (const localId of ['1', '2', '3', '4', '5']) await open({ localId });
    await update({ status: 'received' }, 'R2').expect(200);
    expect(await ids('')).toEqual(['R2', 'R5', 'R4', 'R3', 'R1']);
    const { body } = await get('?items=2&page=1').expect(200);
    expect(body).toMatchObject({
      totalPages: 3,
      totalElements: 5,
      empty: false,
      size: 2,
      number: 1,
      items: [{ requestId: 'R4' }, { requestId: 'R3' }],
    });
    expect(await ids('items=2&page=2')).toEqual(['R1']);
    expect(await ids('items=2&page=3')).toEqual([]);
  });

  it('tells what there is to know of a request', async () => {
    await open();
    const { body } = await get().expect(200);
    const { items } = body as { items: RequestSummary[] };
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(items).toEqual([
      {
        requestId: 'R1',
        crsId: '1234567',
        requestType: 'purchase_order',
        status: 'submitted',
        ended: false,
        disposition: null,
        customerNumber: '001234',
        contractIds: [],
        divisionIds: [],
        locationIds: [],
        openedBy: 'crs',
        createdDate: '2022-01-01T00:00:30.000Z',
        title: 'Purchase Order Request',
        updates: 0,
        flag: null,
        openedTime: time,
        changedTime: time,
        endedTime: null,
      },
    ]);
  });

  describe('is narrowed', () => {
    const rented = (id: string, about: Json) =>
      contract(id, '001234', { ...about, assetDetails: [{ ...asset(), rentedAssetId: id }] });
    beforeEach(async () => {
      const contracts = [
        rented('C1', { divisionId: 'D1', locationId: 'L1' }),
        rented('C2', { divisionId: 'D2', locationId: 'L1' }),
      ];
      await world.mirror.publish(dealer, { contracts });
      await open({ localId: '1', contract: { contractId: 'C1' } });
      await open({ localId: '2', contract: { contractId: 'C2' } });
      await open({ localId: '3' }, '9', 'extend-01-from-crs-submitted');
      await update({ status: 'closed' }, 'R2').expect(200);
    });

    it.each([
      ['status=submitted', ['R3', 'R1']],
      ['status=submitted,closed', ['R2', 'R3', 'R1']],
      ['status=received', []],
      ['type=extend', ['R3']],
      ['type=extend&type=purchase_order&status=closed', ['R2']],
      ['customer=001234', ['R2', 'R1']],
      ['customer=9,001234', ['R2', 'R3', 'R1']],
      ['contract=C1', ['R1']],
      ['division=D2', ['R2']],
      ['location=L1', ['R2', 'R1']],
      ['location=L1&status=submitted', ['R1']],
      ['LOCATION=L2', []],
      ['since=2020-01-01T00:00:00Z', ['R2', 'R3', 'R1']],
      ['since=2999-01-01T00:00:00%2B02:00', []],
      ['contract=', ['R2', 'R3', 'R1']],
    ])('by %s', async (query, expected) => {
      expect(await ids(query)).toEqual(expected);
    });

    it('by a contract that is not loaded yet', async () => {
      await open({ localId: '4', contract: { contractId: 'NEW' } });
      expect(await ids('contract=NEW')).toEqual(['R4']);
    });

    it('by the moment of a change, inclusive', async () => {
      const { rows } = await server.database.pool.query<{ at: string }>(
        `SELECT to_char(changed_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
         FROM request WHERE dealer_code = $1 AND request_id = 'R2'`,
        [dealer],
      );
      expect(await ids(`since=${rows[0]?.at}`)).toEqual(['R2']);
    });
  });

  it.each(['status=open', 'type=order', 'since=yesterday', 'since=2020-01-01T00:00:00', 'items=0'])(
    'is not given for %s',
    async (query) => {
      const { body } = await get(`?${query}`).expect(400);
      expect(body).toMatchObject({
        type: 'urn:crs-dealer-api:problem:invalid-parameter',
        parameters: [{ name: query.split('=')[0] }],
      });
    },
  );
});

describe('a request', () => {
  it('is told with its data, updates, messages and what may follow', async () => {
    await open();
    await update({ status: 'received', text: 'We look into it' }).expect(200);
    const { body } = await get('/R1').expect(200);
    expect(body).toMatchObject({
      requestId: 'R1',
      status: 'received',
      request: { properties: { poNumber: 'PO1234' }, createdBy: 'john.customer@customerxyz.com' },
      data: { poNumber: 'PO1234', contractId: 'C001' },
      faults: [],
      allowed: ['received', 'closed'],
      updates: [{ number: 1, origin: 'dealer', update: { text: 'We look into it' } }],
      files: [],
      messages: [
        { direction: 'in', sequence: 1, state: 'done', outcome: 'opened' },
        { direction: 'out', sequence: 1, state: 'queued', outcome: null },
      ],
    });
  });

  it.each(['/R2', '/r1', '/%00', '/R1%2F..', `/${'R'.repeat(200)}`])(
    'that is not there: %s',
    async (end) => {
      await open();
      await get(end).expect(404);
    },
  );
});

describe('an update', () => {
  beforeEach(() => open());

  it('that the state does not allow is answered with what it allows', async () => {
    await update({ status: 'closed' }).expect(200);
    const { body } = await update({ status: 'received' }).expect(409);
    expect(body).toMatchObject({
      type: 'urn:crs-dealer-api:problem:not-allowed-now',
      status: 409,
      requestStatus: 'closed',
      allowed: [],
    });
    expect((await details()).updates).toHaveLength(1);
  });

  it('names the states that are allowed', async () => {
    const { body } = await update({ status: 'canceled' }).expect(409);
    expect(body).toMatchObject({
      requestStatus: 'submitted',
      allowed: ['submitted', 'received', 'closed'],
    });
  });

  it('of a request that is not there is not found', async () => {
    await update({ status: 'closed' }, 'R2').expect(404);
  });

  it.each<[string, Json, string]>([
    ['without a state', { status: undefined }, 'status'],
    ['with a state that nobody knows', { status: 'done' }, 'status'],
    ['without a user', { createdBy: '' }, 'createdBy'],
    ['with a prefix and no user', { createdBy: 'cws: ' }, 'createdBy'],
    ['with a blank name', { userName: ' ' }, 'userName'],
    ['with a name that is none', { userName: 7 }, 'userName'],
    ['with a text that is none', { text: { a: 1 } }, 'text'],
    ['with a NUL', { text: 'a\0b' }, 'text'],
    ['with half a character', { text: 'a\ud800b' }, 'text'],
    ['with a day that does not exist', { updateDate: '2022-02-30' }, 'updateDate'],
    ['with a time without zone', { updateDate: '2022-02-03T12:00:00' }, 'updateDate'],
    ['with a disposition that its kind does not have', { disposition: 'Won' }, 'disposition'],
    ['with a field that is not known', { note: 'x' }, 'note'],
    ['with files that are none', { attachments: 'x' }, 'attachments'],
    [
      'with contents that are no base64',
      { attachments: [{ filename: 'a', mimetype: 'b/c', contents: '{}' }] },
      'attachments[0].contents',
    ],
    [
      'with a file that it names only',
      { attachments: [{ filename: 'a', mimetype: 'b/c', contents: { fileId: 'x', size: 1 } }] },
      'attachments[0].contents',
    ],
    [
      'with a file without a name',
      { attachments: [{ mimetype: 'b/c', contents: '' }] },
      'attachments[0].filename',
    ],
  ])('%s is refused', async (_what, given, at) => {
    const { body } = await update({ status: 'received', ...given }).expect(400);
    expect(body).toMatchObject({
      type: 'urn:crs-dealer-api:problem:invalid-request',
      faults: [{ path: at }],
    });
    expect(await details()).toMatchObject({ status: 'submitted', updates: [] });
  });

  it('takes null for what is not said', async () => {
    const nothing = { text: null, updateDate: null, disposition: null, attachments: null };
    await update({ status: 'received', ...nothing }).expect(200);
    const [sent] = await world.sent(dealer);
    expect(sent?.payload.requestUpdate).toEqual({
      status: 'received',
      createdDate: expect.any(String),
      createdBy: 'local:rentalCoordinator',
      title: null,
      text: null,
      properties: { userName: 'Jennifer Rents' },
    });
  });

  it('takes a date without time as noon, and any zone', async () => {
    await update({ status: 'received', updateDate: '2022-01-03' }).expect(200);
    await update({ status: 'received', updateDate: '2022-01-03T17:00:00+01:00' }).expect(200);
    const dates = (await details()).updates.map((one) => one.update['updateDate']);
    expect(dates).toEqual(['2022-01-03T12:00:00Z', '2022-01-03T16:00:00Z']);
  });

  it.each([
    ['rentalCoordinator', 'local:rentalCoordinator'],
    ['local:rentalCoordinator', 'local:rentalCoordinator'],
    ['cws:winkeda', 'winkeda'],
  ])('by %s goes to CRS as by %s', async (createdBy, expected) => {
    await update({ status: 'received', createdBy }).expect(200);
    const [sent] = await world.sent(dealer);
    expect(sent?.payload.requestUpdate).toMatchObject({ createdBy: expected });
  });

  it('of a lead that closes it needs a disposition', async () => {
    await open({ localId: 'L' }, undefined, 'lead-01-from-crs-submitted');
    const { body } = await update({ status: 'closed' }, 'R2').expect(400);
    expect(body).toMatchObject({ faults: [{ path: 'disposition' }] });
    await update({ status: 'closed', disposition: 'wrong territory' }, 'R2').expect(400);
    await update(
      { status: 'closed', disposition: "no deal - don't carry requested equipment" },
      'R2',
    ).expect(200);
    const [sent] = await world.sent(dealer);
    expect(sent?.payload.requestUpdate?.['properties']).toEqual({
      userName: 'Jennifer Rents',
      disposition: 'No Deal - Don’t carry requested equipment',
    });
  });

  it('is told at once to who waits for events', async () => {
    let woken = 0;
    server.app.get(EventSignal).onWake(() => woken++);
    await update({ status: 'canceled' }).expect(409);
    expect(woken).toBe(0);
    await update({ status: 'received' }).expect(200);
    expect(woken).toBe(1);
  });

  it('sent many times at once is taken as often as the state allows', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => update({ status: 'closed' })),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array.from({ length: 7 }, () => 409)]);
    expect(await world.sent(dealer)).toHaveLength(1);
  });
});

describe('files', () => {
  const file = (filename: string, mimetype: string, bytes: Buffer) => ({
    filename,
    mimetype,
    contents: bytes.toString('base64'),
  });
  const download = (id: string, fileId: string, by = token) =>
    get(`/${id}/files/${fileId}`, by).buffer(true).parse(bytesOf);

  beforeEach(() => open({}, undefined, 'quote-01-from-crs-submitted'));

  it('go to CRS by reference, and can be fetched', async () => {
    const quote = randomBytes(1000);
    const attachments = [file('quote.pdf', 'application/pdf', quote)];
    const { body } = await update({ status: 'received', attachments }).expect(200);
    const { files } = body as RequestDetails;
    expect(files).toEqual([
      {
        fileId: expect.stringMatching(/^[\w-]{43}$/),
        filename: 'quote.pdf',
        mimetype: 'application/pdf',
        size: 1000,
        where: 'update 1',
      },
    ]);
    const fileId = files[0]?.fileId ?? '';
    const [sent] = await world.sent(dealer);
    expect(sent?.payload.requestUpdate?.['properties']).toEqual({
      userName: 'Jennifer Rents',
      attachments: [
        { filename: 'quote.pdf', mimetype: 'application/pdf', contents: { fileId, size: 1000 } },
      ],
    });
    const answer = await download('R1', fileId).expect(200);
    expect(quote.equals(answer.body as Buffer)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="quote.pdf"; filename*=UTF-8''quote.pdf`,
      'x-content-type-options': 'nosniff',
    });
  });

  it.each([
    ['text/html', 'application/octet-stream'],
    ['image/svg+xml', 'application/octet-stream'],
    ['image/png; charset=x\r\nx-evil: 1', 'application/octet-stream'],
    ['nothing', 'application/octet-stream'],
    ['IMAGE/PNG', 'image/png'],
  ])('said to be %j are given as %s', async (mimetype, expected) => {
    const attachments = [file('a', mimetype, Buffer.from('<script>'))];
    const { body } = await update({ status: 'received', attachments }).expect(200);
    const { headers } = await download('R1', (body as RequestDetails).files[0]?.fileId ?? '');
    expect(headers['content-type']).toBe(expected);
    expect(headers).not.toHaveProperty('x-evil');
  });

  it.each([
    ['Angebot Süd (1).pdf', 'Angebot S_d (1).pdf', 'Angebot%20S%C3%BCd%20%281%29.pdf'],
    ['a"; filename="b.exe', 'a_; filename=_b.exe', 'a%22%3B%20filename%3D%22b.exe'],
    ['../../etc/passwd', '.._.._etc_passwd', '.._.._etc_passwd'],
    ['x\r\nset-cookie: a=b', 'xset-cookie: a=b', 'xset-cookie%3A%20a%3Db'],
    ['图.png', '_.png', '%E5%9B%BE.png'],
  ])('named %j are saved under a name that does no harm', async (filename, plain, encoded) => {
    const attachments = [file(filename, 'image/png', Buffer.from('x'))];
    const { body } = await update({ status: 'received', attachments }).expect(200);
    const { headers } = await download('R1', (body as RequestDetails).files[0]?.fileId ?? '');
    expect(headers['content-disposition']).toBe(
      `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
    );
  });

  it('are those of their request only', async () => {
    await open({ localId: '2' }, undefined, 'quote-01-from-crs-submitted');
    const attachments = [file('a', 'image/png', Buffer.from('secret'))];
    const { body } = await update({ status: 'received', attachments }).expect(200);
    const fileId = (body as RequestDetails).files[0]?.fileId ?? '';
    await download('R1', fileId).expect(200);
    await get(`/R2/files/${fileId}`).expect(404);
    await get('/R1/files/unknown').expect(404);
  });

  it('that CRS sent with a request and its updates can be fetched as well', async () => {
    const image = Buffer.from('an image');
    const fileId = FileStore.idOf(image);
    await inTransaction(server.database.pool, (client) =>
      new FileStore(server.database).put(client, dealer, new Map([[fileId, image]])),
    );
    const images = [
      { filename: 'i.jpg', mimetype: 'image/jpeg', contents: { fileId, size: image.length } },
    ];
    const given = told('service-02-from-crs-submitted', { localId: '9' });
    Object.assign(given.payload.requestUpdate ?? {}, { properties: { images } });
    const first = { localId: '9', properties: { images } };
    await open(first, undefined, 'service-01-from-crs-submitted');
    await world.fromCrs(dealer, given);
    const { files } = await details('R2');
    expect(files.map(({ where }) => where)).toEqual(['request', 'update 1']);
    const answer = await download('R2', fileId).expect(200);
    expect(image.equals(answer.body as Buffer)).toBe(true);
    await get(`/R1/files/${fileId}`).expect(404);
  });

  it('may be larger than other bodies, up to a limit', async () => {
    const large = randomBytes(15 * 1024 * 1024);
    const attachments = [file('large.bin', 'application/zip', large)];
    const { body } = await update({ status: 'received', attachments }).expect(200);
    const answer = await download('R1', (body as RequestDetails).files[0]?.fileId ?? '');
    expect(large.equals(answer.body as Buffer)).toBe(true);
    expect(await statusOfLength(25 * 1024 * 1024 + 1)).toBe(413);
  });
});

/** What an update is answered with that says it is so long, before it is sent. */
async function statusOfLength(bytes: number): Promise<number | undefined> {
  const sending = send(`${address}${path('/R1/updates')}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': bytes,
    },
  });
  sending.flushHeaders();
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  sending.destroy();
  return answer.statusCode;
}

/** Collects an answer as bytes. */
function bytesOf(answer: supertest.Response, done: (error: Error | null, body: Buffer) => void) {
  const stream = answer as unknown as NodeJS.ReadableStream;
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}

describe('a request that the dealer opens', () => {
  const service = {
    ...BY,
    requestType: 'service',
    customerNumber: '001234',
    text: 'It won’t start',
    properties: { isWorking: false },
    assets: [{ rentedAssetId: '34567' }],
  };
  beforeEach(() =>
    world.mirror.publish(dealer, {
      customers: [customer('001234')],
      contracts: [
        contract('C1', '001234', { assetDetails: [{ ...asset(), rentedAssetId: '34567' }] }),
      ],
    }),
  );

  it('is sent to CRS in the layout of the interface', async () => {
    const { body } = await post('', service).expect(201);
    expect(body).toMatchObject({
      requestId: 'R1',
      crsId: null,
      status: 'submitted',
      openedBy: 'dealer',
      contractIds: ['C1'],
    });
    const [sent, ...more] = await world.sent(dealer);
    expect(more).toEqual([]);
    expect(sent).toMatchObject({ customerNumber: '001234', queueKey: 'request/R1' });
    expect(sent?.payload).toEqual({
      request: {
        localId: 'R1',
        requestType: 'service',
        status: 'submitted',
        createdDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        createdBy: 'local:rentalCoordinator',
        title: 'Service Request',
        text: 'It won’t start',
        properties: { isWorking: false, userName: 'Jennifer Rents' },
        assets: [{ rentedAssetId: '34567' }],
      },
    });
    expect(await world.events(dealer)).toEqual(['request.opened submitted']);
  });

  it('takes null for what is not said', async () => {
    const nothing = { title: null, text: null, requestedDate: null, contract: null, jobsite: null };
    const { body } = await post('', { ...service, ...nothing }).expect(201);
    expect((body as RequestDetails).request).toMatchObject({
      title: 'Service Request',
      text: null,
    });
    const purchase = { ...BY, requestType: 'extend', customerNumber: '001234' };
    await post('', { ...purchase, properties: null, assets: null }).expect(201);
  });

  it.each([
    ['purchase_order', {}, 'Purchase Order Request'],
    ['jobsite', {}, 'Create Jobsite Request'],
    ['jobsite', { jobsiteId: 'J1' }, 'Update Jobsite Request'],
    ['quote', {}, 'Rental Request'],
    ['calloff', {}, 'Call-off Request'],
  ])('of kind %s with %j is called %s', async (requestType, properties, title) => {
    const { body } = await post('', { ...service, requestType, properties }).expect(201);
    expect(body).toMatchObject({ title });
  });

  it('is a quote, also for who is no customer yet', async () => {
    const quote = { ...service, requestType: 'quote', customerNumber: 'NEW' };
    const { body } = await post('', quote).expect(201);
    expect(body).toMatchObject({
      customerNumber: 'NEW',
      allowed: expect.arrayContaining(['quoted']),
    });
  });

  it('keeps its images as files', async () => {
    const image = { filename: 'i.png', mimetype: 'image/png', contents: 'aGVsbG8=' };
    const properties = { isWorking: false, images: [image] };
    const { body } = await post('', { ...service, properties }).expect(201);
    const { files } = body as RequestDetails;
    expect(files).toMatchObject([{ filename: 'i.png', size: 5, where: 'request' }]);
    const [sent] = await world.sent(dealer);
    expect(sent?.payload.request['properties']).toMatchObject({
      images: [{ filename: 'i.png', contents: { fileId: files[0]?.fileId, size: 5 } }],
    });
  });

  it.each<[string, Json, string]>([
    ['a lead', { requestType: 'lead' }, 'requestType'],
    ['a kind that nobody knows', { requestType: 'wish' }, 'requestType'],
    ['one for a customer that is not known', { customerNumber: '9' }, 'customerNumber'],
    ['one without a customer', { customerNumber: null }, 'customerNumber'],
    ['service for two machines', { assets: [{}, {}] }, 'assets'],
    ['service for none', { assets: undefined }, 'assets'],
    ['one with a flag that is none', { properties: { isWorking: 'no' } }, 'properties.isWorking'],
    ['one with properties that nobody knows', { properties: { a: 1 } }, 'properties.a'],
    ['one with a NUL in it', { contract: { contractId: 'a\0' } }, 'contract'],
    [
      'one with an image that is none',
      { properties: { images: [{ filename: 'a', mimetype: 'b', contents: { fileId: 'x' } }] } },
      'properties.images[0].contents',
    ],
  ])('is not %s', async (_what, given, at) => {
    const { body } = await post('', { ...service, ...given }).expect(400);
    expect(body).toMatchObject({ faults: [{ path: at }] });
    expect(await world.sent(dealer)).toEqual([]);
    await get('/R1').expect(404);
  });
});

describe('who may call', () => {
  it('needs the scope of the dealer’s systems', async () => {
    const crs = await server.token([dealer], ['crs']);
    await get('', crs).expect(403);
    await post('', {}, crs).expect(403);
    await update({ status: 'received' }, 'R1', crs).expect(403);
    await server.get(path()).expect(401);
  });

  it('sees and changes requests of its own dealers only', async () => {
    await open();
    const other = await server.addDealer({ code: `R${++dealers}` });
    const stranger = await server.token([other], ['dealer']);
    const query = `?dealer=${dealer}`;
    for (const end of ['', '/R1', '/R1/files/x']) await get(`${end}${query}`, stranger).expect(403);
    await update({ status: 'received' }, 'R1', stranger).expect(404);
    await post(`/R1/updates${query}`, { ...BY, status: 'received' }, stranger).expect(403);
    await post(query, { ...BY, requestType: 'extend', customerNumber: '1' }, stranger).expect(403);
    await get('/R1', stranger).expect(404);
    expect((await details()).status).toBe('submitted');
  });

  it('with several dealers must name one', async () => {
    await open();
    const other = await server.addDealer({ code: `R${++dealers}` });
    const both = await server.token([dealer, other], ['dealer']);
    await get('/R1', both).expect(400);
    await get(`/R1?dealer=${dealer}`, both).expect(200);
    await get(`/R1?dealer=${other}`, both).expect(404);
  });
});
