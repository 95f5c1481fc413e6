import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  notification,
  requestMessage,
  startIntakeServer,
  type IntakeServer,
} from '../support/intake.js';

let intake: IntakeServer;

beforeAll(async () => {
  intake = await startIntakeServer();
});
afterAll(() => intake.close());

/** A body that is refused, with what is said of it: `path reason` for each fault. */
async function refused(body: object | string | Buffer): Promise<string[]> {
  const { status, headers, body: problem } = await intake.submit(body);
  expect(problem).toMatchObject({
    type: 'urn:crs-dealer-api:problem:invalid-message',
    status: 402,
    instance: '/api/v1/message',
    requestId: headers['x-request-id'],
  });
  expect(status).toBe(402);
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  const faults = problem['faults'] as { path: string; reason: string }[];
  return faults.map(({ path, reason }) => `${path}: ${reason}`);
}

const without = (name: string) => {
  const { [name]: _, ...others } = notification();
  return others;
};

const image = (about: object) => ({
  filename: 'a.jpg',
  mimetype: 'image/jpeg',
  contents: 'YQ==',
  ...about,
});

const assets = (number: number) => Array.from({ length: number }, () => ({ serialNumber: '1' }));

const chain = (message: object) => notification({ messageType: 'message', payload: { message } });

describe('a message is refused', () => {
  it.each<[string, object, string]>([
    ['without dealerCode', without('dealerCode'), 'dealerCode: is missing'],
    [
      'with an empty dealerCode',
      notification({ dealerCode: ' ' }),
      'dealerCode: must not be empty',
    ],
    ['without submittedMessageId', without('submittedMessageId'), 'submittedMessageId: is missing'],
    ['without submittedTime', without('submittedTime'), 'submittedTime: is missing'],
    ['without messageType', without('messageType'), 'messageType: is missing'],
    [
      'with an unknown messageType',
      notification({ messageType: 'letter' }),
      'messageType: must be one of request, contract, invoice, message, catalog, document',
    ],
    [
      'with a time without zone',
      notification({ submittedTime: '2022-01-01T00:00:30' }),
      'submittedTime: must be an ISO 8601 date with time and zone',
    ],
    [
      'with a day that is none',
      notification({ submittedTime: '2021-02-30T00:00:30Z' }),
      'submittedTime: must be an ISO 8601 date with time and zone',
    ],
    [
      'with a priority that is none',
      notification({ submittedPriority: 1.5 }),
      'submittedPriority: must be a whole number',
    ],
    [
      'with an identifier that is too long',
      notification({ submittedMessageId: 'x'.repeat(201) }),
      'submittedMessageId: must be at most 200 characters long',
    ],
    [
      'of type contract without customer',
      notification({ customerNumber: null }),
      'customerNumber: is missing',
    ],
    [
      'of type invoice without customer',
      notification({ messageType: 'invoice', customerNumber: '' }),
      'customerNumber: is missing',
    ],
    [
      'of type request without payload',
      notification({ messageType: 'request' }),
      'payload.request: is missing',
    ],
    [
      'of type request without request',
      notification({ messageType: 'request', payload: { request: null } }),
      'payload.request: is missing',
    ],
    [
      'of type message without messageChain',
      chain({ messages: [] }),
      'payload.message.messageChain: is missing',
    ],
    [
      'of type message without message',
      notification({ messageType: 'message', payload: null }),
      'payload.message: is missing',
    ],
    [
      'about an error without saying which',
      notification({ messageType: 'request', payload: { errorCode: '404 Request Not Found' } }),
      'payload.errorSubmittedMessageId: is missing',
    ],
    [
      'about a request without its type',
      requestMessage({ requestType: undefined }),
      'payload.request.requestType: is missing',
    ],
    [
      'about a request without its status',
      requestMessage({ status: null }),
      'payload.request.status: is missing',
    ],
    [
      'about a request that has no id',
      requestMessage({ localId: '', remoteId: null }),
      'payload.request.localId: is missing, and remoteId too',
    ],
    [
      'with a status that its type does not have',
      requestMessage({ status: 'scheduled' }),
      'payload.request.status: is no status of a request of type extend',
    ],
    [
      'with an update of such a status',
      requestMessage({}, { requestUpdate: { status: 'quoted' } }),
      'payload.requestUpdate.status: is no status of a request of type extend',
    ],
    [
      'with such an update in its history',
      requestMessage({}, { requestUpdates: [{ status: 'closed' }, { status: 'lead_screening' }] }),
      'payload.requestUpdates[1].status: is no status of a request of type extend',
    ],
    [
      'about service without an asset',
      requestMessage({ requestType: 'service' }),
      'payload.request.assets: must be exactly one asset',
    ],
    [
      'about service with two assets',
      requestMessage({ requestType: 'service', assets: assets(2) }),
      'payload.request.assets: must be exactly one asset',
    ],
    [
      'with a file without name',
      requestMessage({ properties: { images: [image({}), image({ filename: null })] } }),
      'payload.request.properties.images[1].filename: is missing',
    ],
    [
      'with a file without type',
      requestMessage({ properties: { images: [image({ mimetype: undefined })] } }),
      'payload.request.properties.images[0].mimetype: is missing',
    ],
    [
      'with a file without contents',
      requestMessage(
        {},
        { requestUpdate: { properties: { attachments: [image({ contents: null })] } } },
      ),
      'payload.requestUpdate.properties.attachments[0].contents: is missing',
    ],
    [
      'with a file whose contents are no base64',
      requestMessage(
        {},
        { requestUpdates: [{ properties: { images: [image({ contents: '%' })] } }] },
      ),
      'payload.requestUpdates[0].properties.images[0].contents: must be base64',
    ],
    [
      'with a file whose contents are a reference',
      requestMessage({ properties: { images: [image({ contents: { fileId: 'x', size: 1 } })] } }),
      'payload.request.properties.images[0].contents: must be text',
    ],
    [
      'with more than ten messages of a chain',
      chain({ messageChain: { localId: 'c' }, messages: Array.from({ length: 11 }, () => ({})) }),
      'payload.message.messages: must have at most 10 elements',
    ],
    [
      'with text where there should be an object',
      requestMessage({ contract: 'C001' }),
      'payload.request.contract: must be an object',
    ],
    [
      'with a nested field of another type',
      requestMessage({
        properties: { catalogItems: [{ estimatedRate: { daily: { amount: 'x' } } }] },
      }),
      'payload.request.properties.catalogItems[0].estimatedRate.daily.amount: must be a number',
    ],
  ])('%s', async (_, body, fault) => expect(await refused(body)).toEqual([fault]));

  it('with every fault named', async () => {
    const body = requestMessage({ localId: null, status: 'x', assets: 5, createdDate: 'today' });
    expect(await refused({ ...body, submittedTime: null, submittedPriority: '1' })).toEqual([
      'submittedPriority: must be a whole number',
      'submittedTime: is missing',
      'payload.request.status: must be one of lead_screening, submitted, received, scheduled, quoted, approved, canceled, closed',
      'payload.request.createdDate: must be an ISO 8601 date with time and zone',
      'payload.request.assets: must be an array',
      'payload.request.localId: is missing, and remoteId too',
    ]);
  });

  it('but not with so many that the answer is as large as the message', async () => {
    const items = Array.from({ length: 5_000 }, () => 1);
    const { body } = await intake.submit(requestMessage({ properties: { catalogItems: items } }));
    expect(body).toMatchObject({ status: 402, detail: 'The first 1000 of 5000 faults' });
    expect(body['faults']).toHaveLength(1_000);
  });
});

describe('a message that lacks what its kind does not need is taken', () => {
  it.each([
    [
      'a notification about the catalog without customer',
      notification({ messageType: 'catalog', customerNumber: null }),
    ],
    [
      'a message without customer',
      notification({
        messageType: 'message',
        customerNumber: null,
        payload: { message: { messageChain: { localId: 1 } } },
      }),
    ],
    [
      'an error without request',
      notification({
        messageType: 'request',
        payload: { errorCode: 'x', errorSubmittedMessageId: 'y' },
      }),
    ],
    [
      'an error about a chain',
      notification({
        messageType: 'message',
        payload: { errorCode: 'x', errorSubmittedMessageId: 1 },
      }),
    ],
    [
      'a service request with one asset',
      requestMessage({ requestType: 'service', assets: assets(1) }),
    ],
    [
      'an update of a service request',
      requestMessage({ requestType: 'service' }, { requestUpdate: {} }),
    ],
    [
      'a first lead with its history',
      requestMessage({ requestType: 'lead' }, { requestUpdates: [{ status: 'lead_screening' }] }),
    ],
    [
      'ten messages of a chain',
      chain({
        messageChain: { localId: 'c', active: 'false' },
        messages: Array.from({ length: 10 }, () => ({})),
      }),
    ],
    [
      'empty text in fields of all kinds',
      requestMessage({
        createdDate: '',
        requestedDate: '',
        text: '',
        properties: { isWorking: '', latitude: '', catalogItems: null },
      }),
    ],
    [
      'latitude and longitude as numbers',
      requestMessage({ properties: { latitude: 1.5, longitude: -2 } }),
    ],
    ['a payload that is null', notification({ payload: null })],
    ['a payload that is empty', notification({ payload: {} })],
  ])('%s', async (_, body) => expect((await intake.submit(body)).status).toBe(200));
});

const text = (more: string) => JSON.stringify(notification()).replace('{', `{${more},`);
const nested = (depth: number) => text(`"more":${'['.repeat(depth)}${']'.repeat(depth)}`);

describe('a hostile body is refused:', () => {
  it.each<[string, string | Buffer, string | RegExp]>([
    ['nothing', '', ': is empty'],
    ['white space', ' \n', ': is empty'],
    ['a byte order mark alone', '\uFEFF', ': is empty'],
    ['an array', '[]', ': must be a JSON object'],
    ['text', '"x"', ': must be a JSON object'],
    ['a number', '12345678901234567890', ': must be a JSON object'],
    ['null', 'null', ': must be a JSON object'],
    ['JSON that breaks off', JSON.stringify(notification()).slice(0, -5), /^: is not valid JSON: /],
    ['two values', '{} {}', /^: is not valid JSON: /],
    ['a form', 'a=1&b=2', /^: is not valid JSON: /],
    ['XML', '<?xml version="1.0"?><x/>', /^: is not valid JSON: /],
    ['a control character in a string', text('"more":"\u0001"'), /^: is not valid JSON: /],
    ['NaN', text('"more":NaN'), /^: is not valid JSON: /],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), ': is not UTF-8'],
    ['an overlong encoding', Buffer.from([0x22, 0xc0, 0x80, 0x22]), ': is not UTF-8'],
    ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), ': is not UTF-8'],
    ['UTF-16', Buffer.from(JSON.stringify(notification()), 'utf16le'), /^: is not valid JSON: /],
    ['deep nesting', nested(64), ': is not valid JSON: nested deeper than 64 levels'],
    ['very deep nesting', nested(90_000), ': is not valid JSON: nested deeper than 64 levels'],
    ['unbalanced brackets', '['.repeat(1_000_000), ': has more than 200000 values'],
    [
      'millions of values',
      text(`"more":[${'0,'.repeat(2_000_000)}0]`),
      ': has more than 200000 values',
    ],
    [
      'a name twice',
      text('"dealerCode":"B000"'),
      ': is not valid JSON: the name "dealerCode" is there twice',
    ],
    [
      'a name twice, in disguise',
      text('"dealer\\u0043ode":"B000"'),
      ': is not valid JSON: the name "dealerCode" is there twice',
    ],
    ['__proto__', text('"__proto__":{"active":true}'), '__proto__: must not have this name'],
    ['constructor', text('"constructor":{"prototype":1}'), 'constructor: must not have this name'],
    [
      '__proto__ in disguise, deep inside',
      text('"more":[{"__pr\\u006fto__":1}]'),
      'more[0].__proto__: must not have this name',
    ],
    ['NUL in text', text('"more":"a\\u0000"'), 'more: must be without NUL characters'],
    ['NUL in a name', text('"a\\u0000":1'), '["a\\u0000"]: must be without NUL characters'],
    [
      'half a surrogate pair',
      text('"more":["\\ud83d"]'),
      'more[0]: must be without lone surrogates',
    ],
    [
      'halves in the wrong order',
      text('"more":"\\ude00\\ud83d"'),
      'more: must be without lone surrogates',
    ],
    ['half of one in a name', text('"\\ud83d":1'), /must be without lone surrogates$/],
  ])('%s', async (_, body, fault) => {
    const [found] = await refused(body);
    expect(found).toEqual(typeof fault === 'string' ? fault : expect.stringMatching(fault));
  });

  it('a whole surrogate pair and the deepest nesting that is allowed are taken', async () => {
    for (const body of [text('"more":"\\ud83d\\ude00"'), nested(63)])
      expect((await intake.submit(body)).status).toBe(200);
  });

  it('and nothing of it is stored', async () => {
    const before = await intake.stored();
    await refused(text('"constructor":1'));
    expect(await intake.stored()).toEqual(before);
  });
});

describe('who may not submit', () => {
  const submit = (body: object | string, options: object) => intake.submit(body, options);

  it('no token, or one that is not valid: 401, whatever the body', async () => {
    for (const token of [undefined, 'x']) {
      const { status, headers } = await submit('{', { token });
      expect({ status, challenge: headers['www-authenticate'] }).toEqual({
        status: 401,
        challenge: expect.stringMatching(/^Bearer/),
      });
    }
  });

  it('a token without the scope: 403, whatever the body', async () => {
    const token = await intake.server.token(['A000'], ['dealer']);
    const { status, body } = await submit('{', { token });
    expect(status).toBe(403);
    expect(body).toMatchObject({ type: 'urn:crs-dealer-api:problem:insufficient-scope' });
  });

  it('a dealer that is another’s, or nobody’s: 403, with the same body', async () => {
    const told = await Promise.all(
      ['C000', 'Z999', '__proto__'].map(async (dealerCode) => {
        const { status, body } = await submit(notification({ dealerCode }), {});
        expect(status).toBe(403);
        return { ...body, requestId: '' };
      }),
    );
    expect(told[0]).toMatchObject({ type: 'urn:crs-dealer-api:problem:dealer-not-allowed' });
    expect(new Set(told.map((body) => JSON.stringify(body))).size).toBe(1);
  });

  it.each([
    '?dealer=B000',
    '?DEALER=B000',
    '?dealer=C000',
    '?dealer=A000&dealer=B000',
    '?dealer=a000',
  ])('%s for a message of A000: 403', async (query) => {
    const { status, body } = await submit(notification(), { query });
    expect(status).toBe(403);
    expect(body).toMatchObject({ type: 'urn:crs-dealer-api:problem:dealer-not-allowed' });
  });

  it('a dealerCode that is none is no question of who: 402', async () => {
    expect(await refused(notification({ dealerCode: ['A000'] }))).toEqual([
      'dealerCode: must be text or a number',
    ]);
  });
});
