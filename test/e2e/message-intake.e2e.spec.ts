import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FileStore } from '../../src/files/file.store.js';
import { messageFields } from '../support/interface-fields.js';
import {
  notification,
  requestMessage,
  sample,
  SAMPLE_FILES,
  startIntakeServer,
  type IntakeServer,
} from '../support/intake.js';

let intake: IntakeServer;

beforeAll(async () => {
  intake = await startIntakeServer();
});
afterAll(() => intake.close());

async function latest() {
  const all = await intake.stored();
  return all.at(-1);
}

const count = async () => (await intake.stored()).length;

describe('a sample of the interface', () => {
  it.each(SAMPLE_FILES.filter((file) => file.includes('-from-crs-')))(
    '%s is taken and repeated, with when and by whom it was put into the queue',
    async (file) => {
      const submission = sample(file);
      const { status, body, headers } = await intake.submit(submission);
      expect(status).toBe(200);
      expect(headers['content-type']).toMatch(/^application\/json/);
      expect(body).toEqual({
        ...submission,
        enqueuedTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        enqueuedClientId: expect.stringMatching(/./),
        attemptTime: null,
        attemptCount: 0,
        deliveredTime: null,
        active: true,
      });
      const { request } = submission['payload'] as { request?: { localId: unknown } };
      expect(await latest()).toMatchObject({
        submittedMessageId: submission['submittedMessageId'],
        customerNumber: submission['customerNumber'],
        messageType: 'request',
        priority: 1,
        // An error about an unknown request names none.
        queueKey: `request/${String(request ? request.localId : submission['customerNumber'])}`,
      });
    },
  );

  it('that a dealer sends is taken too, but for one with a status that its type does not have', async () => {
    const refused = [];
    for (const file of SAMPLE_FILES.filter((name) => name.includes('-from-dealer-'))) {
      const { status, body } = await intake.submit(sample(file));
      if (status !== 200) refused.push({ file, faults: body['faults'] });
    }
    const reason = 'is no status of a request of type quote';
    expect(refused).toEqual([
      {
        file: 'quote-04-from-dealer-closed.json',
        faults: [{ path: 'payload.request.status', reason }],
      },
    ]);
  });
});

describe('what is taken', () => {
  it('fields that are not known are kept and repeated', async () => {
    const submission = notification({
      more: { a: [1, null, { b: 'ü😀' }] },
      payload: { other: true, request: { unknown: [] } },
    });
    const { status, body } = await intake.submit(submission);
    expect(status).toBe(200);
    expect(body).toMatchObject(submission);
    expect((await latest())?.body).toEqual(submission);
  });

  it('numbers are kept to the last digit', async () => {
    const text = JSON.stringify(notification({ more: 0 })).replace(
      '"more":0',
      '"more":123456789012345678901234567890,"customerNumber":12345678901234567',
    );
    const { status } = await intake.submit(text.replace('"customerNumber":"001234",', ''));
    expect(status).toBe(200);
    const { rows } = await intake.server.database.pool.query<{ body: string }>(
      `SELECT body FROM message WHERE customer_number = '12345678901234567'`,
    );
    expect(rows[0]?.body).toContain('"more":123456789012345678901234567890');
  });

  it.each([
    ['a wrong content type', { 'content-type': 'text/xml' }],
    ['a content type that is none', { 'content-type': 'nonsense' }],
    ['the type of a load', { 'content-type': 'application/x-ndjson' }],
    ['that of a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['another charset', { 'content-type': 'application/json; charset=latin1' }],
  ])('JSON with %s', async (_, headers) => {
    expect((await intake.submit(notification(), { headers })).status).toBe(200);
  });

  it('JSON without a content type, in pieces of unknown number', async () => {
    const { token, server } = intake;
    const response = await fetch(`${await server.app.getUrl()}/api/v1/message`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new Blob([JSON.stringify(notification())]).stream(),
      duplex: 'half',
    });
    expect(response.status).toBe(200);
  });

  it.each(['gzip', 'GZIP', 'x-gzip'])('JSON with content-encoding %s', async (encoding) => {
    const packed = gzipSync(JSON.stringify(notification()));
    const headers = { 'content-encoding': encoding };
    expect((await intake.submit(packed, { headers })).status).toBe(200);
  });

  it('JSON with a byte order mark', async () => {
    expect((await intake.submit(`\uFEFF${JSON.stringify(notification())}`)).status).toBe(200);
  });

  it.each(['?dealer=A000', '?Dealer=A000', '?dealer=%20A000%20', '?dealer=', '?other=1'])(
    'the address with %s',
    async (query) => expect((await intake.submit(notification(), { query })).status).toBe(200),
  );
});

describe('how it is stored', () => {
  it.each([
    [undefined, 1],
    [null, 1],
    [7, 7],
    [-3, -3],
    [1e15, 2_147_483_647],
    [-1e15, -2_147_483_647],
  ])('submittedPriority %p is priority %p', async (submittedPriority, priority) => {
    const { body } = await intake.submit(notification({ submittedPriority }));
    expect(body['submittedPriority']).toEqual(submittedPriority);
    expect(await latest()).toMatchObject({ priority });
  });

  it.each([
    ['CRS’s id of the request', requestMessage({ localId: ' 77 ' }), 'request/77'],
    ['it, as a number', requestMessage({ localId: 1234567 }), 'request/1234567'],
    [
      'ours, when that is all',
      requestMessage({ localId: null, remoteId: 'r1' }),
      'request/remote/r1',
    ],
    [
      'CRS’s id of the chain',
      notification({
        messageType: 'message',
        payload: { message: { messageChain: { localId: 'c' } } },
      }),
      'chain/c',
    ],
    ['type and customer', notification({ messageType: 'invoice' }), 'invoice/001234'],
    [
      'the type alone',
      notification({
        messageType: 'request',
        customerNumber: null,
        payload: { errorCode: '404 Request Not Found', errorSubmittedMessageId: 'x' },
      }),
      'request/',
    ],
  ])('in the order of its kind: %s', async (_, submission, queueKey) => {
    expect((await intake.submit(submission)).status).toBe(200);
    expect(await latest()).toMatchObject({ queueKey });
  });

  it('its files are taken out and stored once, whatever white space is in them', async () => {
    const contents = Buffer.from('a picture, say');
    const base64 = contents.toString('base64');
    const image = (name: string, text: string) => ({
      filename: name,
      mimetype: 'image/jpeg',
      contents: text,
      more: 1,
    });
    const images = [
      image('a.jpg', base64),
      image('b.jpg', ` ${base64.slice(0, 5)}\r\n${base64.slice(5)}`),
    ];
    const submission = requestMessage(
      { properties: { images, unknown: true } },
      { requestUpdate: { status: 'submitted', properties: { attachments: [image('c', '')] } } },
    );
    const { status, body } = await intake.submit(submission);
    expect(status).toBe(200);
    expect(body).toMatchObject(submission);
    const fileId = FileStore.idOf(contents);
    const kept = (await latest())?.body['payload'];
    const reference = { fileId, size: contents.length };
    expect(kept).toMatchObject({
      request: {
        properties: {
          unknown: true,
          images: [
            { ...images[0], contents: reference },
            { ...images[1], contents: reference },
          ],
        },
      },
      requestUpdate: {
        properties: {
          attachments: [{ contents: { fileId: FileStore.idOf(Buffer.alloc(0)), size: 0 } }],
        },
      },
    });
    const files = intake.server.app.get(FileStore);
    expect(await files.get('A000', fileId)).toEqual(contents);
    await intake.submit({ ...submission, submittedMessageId: 'the same picture' });
    const { rows } = await intake.server.database.pool.query<{ number: number }>(
      'SELECT count(*)::int AS number FROM stored_file WHERE file_id = $1',
      [fileId],
    );
    expect(rows).toEqual([{ number: 1 }]);
  });
});

describe('a message that comes again', () => {
  it('has its first answer again, and is not stored again, in whatever form', async () => {
    const submission = { ...notification(), x: { a: 1000, b: [1.5] } };
    const first = await intake.submit(submission);
    const before = await count();
    const { x: _, ...others } = submission;
    const again = JSON.stringify(others).replace('{', '{ "x" : { "b":[15e-1], "a" : 1.0e3 } , ');
    const second = await intake.submit(again);
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
    expect(await count()).toBe(before);
  });

  it('with another body is a message of its own, and marked', async () => {
    const submission = notification();
    await intake.submit(submission);
    expect(await latest()).toMatchObject({ reusedId: false });
    const other = { ...submission, customerNumber: '009' };
    const { body } = await intake.submit(other);
    expect(await latest()).toMatchObject({ reusedId: true, customerNumber: '009' });
    const before = await count();
    expect((await intake.submit(other)).body).toEqual(body);
    expect(await count()).toBe(before);
  });

  it('from another client, or for another dealer, is another message', async () => {
    const submission = notification();
    await intake.submit(submission);
    const token = await intake.server.token(['A000']);
    const { body } = await intake.submit(submission, { token });
    expect(await latest()).toMatchObject({ reusedId: false });
    expect(body['enqueuedClientId']).not.toBe(
      (await intake.submit(submission)).body['enqueuedClientId'],
    );
    await intake.submit({ ...submission, dealerCode: 'B000' });
    expect(await intake.stored('B000')).toHaveLength(1);
  });

  it('many times at one moment is stored once, among others', async () => {
    const before = await count();
    const same = notification();
    const others = Array.from({ length: 60 }, () => notification());
    const bodies = others.flatMap((other, index) => (index % 2 === 0 ? [other, same] : [other]));
    const answers = await Promise.all(bodies.map((body) => intake.submit(body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await count()).toBe(before + 61);
    const times = answers
      .filter(({ body }) => body['submittedMessageId'] === same['submittedMessageId'])
      .map(({ body }) => body['enqueuedTime']);
    expect(new Set(times).size).toBe(1);
  });
});

it('sequences are without gaps, in the order of the answers', async () => {
  const sequences = (await intake.stored()).map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
});

it('OpenAPI describes every field of the interface’s table', async () => {
  const { text } = await intake.server.get('/openapi.json');
  const { paths, components } = JSON.parse(text) as OpenApi;
  const endpoint = paths['/api/v1/message']?.post;
  expect(Object.keys(endpoint?.responses ?? {})).toEqual(['200', '401', '402', '403', '503']);
  const described = (schema: Schema | undefined, path: string): string[] => {
    const reference = schema?.$ref ?? schema?.allOf?.[0]?.$ref;
    if (reference !== undefined)
      return described(components.schemas[reference.split('/').at(-1) ?? ''], path);
    const members = Object.entries(schema?.properties ?? {}).flatMap(([name, member]) =>
      described(member, path === '' ? name : `${path}.${name}`),
    );
    const token = schema?.additionalProperties instanceof Object ? [`${path}.{token}`] : [];
    const elements = schema?.items ? described(schema.items, `${path}[]`) : [];
    return [...(path === '' ? [] : [path]), ...members, ...token, ...elements];
  };
  const body = endpoint?.requestBody.content['application/json']?.schema;
  expect(new Set(described(body, ''))).toEqual(new Set(messageFields().map(({ path }) => path)));
});

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
}

interface OpenApi {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly post?: {
          readonly responses: object;
          readonly requestBody: { readonly content: Readonly<Record<string, { schema: Schema }>> };
        };
      }
    >
  >;
}
