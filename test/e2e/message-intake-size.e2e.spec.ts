import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { json } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  notification,
  requestMessage,
  startIntakeServer,
  type IntakeServer,
} from '../support/intake.js';
import { until } from '../support/until.js';

const LIMIT = 100_000;
const TOO_LARGE = [{ path: '', reason: `is larger than ${LIMIT} bytes` }];

let intake: IntakeServer;
let address: string;

beforeAll(async () => {
  intake = await startIntakeServer({ MESSAGE_BODY_BYTES: String(LIMIT) });
  address = await intake.server.app.getUrl();
});
afterAll(() => intake.close());

/** A message of so many bytes; the text in it has two bytes a character. */
function ofSize(bytes: number): string {
  const frame = JSON.stringify(notification({ more: '' }));
  const left = bytes - frame.length;
  return frame.replace('"more":""', `"more":"${'ü'.repeat(left / 2)}${'x'.repeat(left % 2)}"`);
}

/** A submission whose body is still to be sent, and what is answered. */
function begin(headers: Record<string, string> = {}) {
  const sending: ClientRequest = request(`${address}/api/v1/message`, {
    method: 'POST',
    headers: { authorization: `Bearer ${intake.token}`, ...headers },
  });
  // The server may end the connection.
  sending.on('error', () => undefined);
  const answered = once(sending, 'response').then(async (args) => {
    const [response] = args as [IncomingMessage];
    return { status: response.statusCode, body: (await json(response)) as object };
  });
  answered.catch(() => undefined);
  return { sending, answered };
}

const stored = async () => (await intake.stored()).length;

describe('the limit', () => {
  it.each([LIMIT - 1, LIMIT])('%i bytes are taken', async (bytes) => {
    const body = ofSize(bytes);
    expect(Buffer.byteLength(body)).toBe(bytes);
    expect((await intake.submit(body)).status).toBe(200);
  });

  it.each([LIMIT + 1, LIMIT * 2, LIMIT * 4])('%i bytes are answered with 402', async (bytes) => {
    const { status, body } = await intake.submit(ofSize(bytes));
    expect({ status, faults: body['faults'] }).toEqual({ status: 402, faults: TOO_LARGE });
  });

  it('a sender that does not say how much it sends is answered when it has sent it', async () => {
    const { sending, answered } = begin();
    for (let piece = 0; piece < 30; piece++) sending.write('x'.repeat(LIMIT / 10));
    sending.end();
    expect(await answered).toMatchObject({ status: 402, body: { faults: TOO_LARGE } });
  });

  it('one that goes on and on is answered, and cut off', async () => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1').setEncoding('utf8');
    let answer = '';
    socket.on('data', (piece: string) => (answer += piece)).on('error', () => undefined);
    socket.write(
      `POST /api/v1/message HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${intake.token}\r\n` +
        `Content-Length: ${LIMIT * 1_000}\r\n\r\n`,
    );
    await until(() => {
      if (!socket.closed) socket.write('x'.repeat(LIMIT));
      return socket.closed;
    });
    expect(answer).toMatch(/^HTTP\/1\.1 402 /);
    expect(answer).toContain('connection: close');
  });
});

describe('a packed body', () => {
  const pack = {
    gzip: gzipSync,
    deflate: deflateSync,
    br: brotliCompressSync,
    zstd: zstdCompressSync,
  };
  const encodings = Object.keys(pack) as (keyof typeof pack)[];
  const send = (body: Buffer, encoding: string) =>
    intake.submit(body, { headers: { 'content-encoding': encoding } });

  it.each(encodings)('of type %s counts by its size unpacked', async (encoding) => {
    const fits = await send(pack[encoding](ofSize(LIMIT)), encoding);
    expect(fits.status).toBe(200);
    const { status, body } = await send(pack[encoding](ofSize(LIMIT + 1)), encoding);
    expect({ status, faults: body['faults'] }).toEqual({ status: 402, faults: TOO_LARGE });
  });

  it('that would be huge is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(300_000_000, 'x'));
    const before = process.memoryUsage().rss;
    const { status, body } = await send(bomb, 'gzip');
    expect({ status, faults: body['faults'] }).toEqual({ status: 402, faults: TOO_LARGE });
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  it.each<[string, Buffer]>([
    ['that is not packed at all', Buffer.from(ofSize(1_000))],
    ['that breaks off', gzipSync(ofSize(1_000)).subarray(0, -10)],
    [
      'that is damaged',
      gzipSync(ofSize(1_000)).map((byte, at) => (at === 60 ? byte ^ 255 : byte)) as Buffer,
    ],
    ['that is empty', Buffer.alloc(0)],
  ])('%s is answered with 402', async (_, body) => {
    const answer = await send(Buffer.from(body), 'gzip');
    expect(answer.status).toBe(402);
    expect(answer.body['faults']).toEqual([
      { path: '', reason: expect.stringMatching(/^(cannot be unpacked|is empty)$/) },
    ]);
  });

  it.each(['compress', 'gzip, gzip', 'x'])('with content-encoding %s: 402', async (encoding) => {
    const { status, body } = await send(Buffer.from(ofSize(1_000)), encoding);
    expect({ status, faults: body['faults'] }).toEqual({
      status: 402,
      faults: [{ path: '', reason: 'has a content-encoding that is not known here' }],
    });
  });
});

describe('a sender that goes away', () => {
  it.each(['', 'gzip'])(
    'before all is sent (content-encoding "%s") leaves nothing',
    async (encoding) => {
      const before = await stored();
      const whole = Buffer.from(ofSize(50_000));
      const body = encoding ? gzipSync(whole) : whole;
      const { sending } = begin({
        'content-length': String(body.length),
        ...(encoding && { 'content-encoding': encoding }),
      });
      sending.write(body.subarray(0, body.length - 1));
      // The server has it all but for the last byte.
      await until(() => sending.socket !== null && sending.socket.writableLength === 0);
      sending.destroy();
      await until(() => sending.closed);
      // A message that comes after it is the next one.
      const { status } = await intake.submit(notification());
      expect(status).toBe(200);
      expect(await stored()).toBe(before + 1);
    },
  );

  it('is no fault of the server’s, and others are answered meanwhile', async () => {
    const slow = Array.from({ length: 20 }, () => begin());
    for (const { sending } of slow) sending.write('{"more":"');
    expect((await intake.submit(requestMessage({}))).status).toBe(200);
    for (const { sending } of slow) sending.destroy();
    expect((await intake.submit(requestMessage({}))).status).toBe(200);
  });
});
