import { Writable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import { readConfig } from '../config/config.js';
import { loggerOptions, requestLine } from './logger.module.js';

const SECRET = 's3cr3t-t0ken';

/** What is written when the object is logged. */
function logged(value: object): string {
  let text = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  pino(loggerOptions(readConfig({ LOG_FORMAT: 'json' })), sink).info(value, 'message');
  return text;
}

it.each([
  [{ req: { headers: { authorization: `Bearer ${SECRET}` } } }],
  [{ req: { headers: { cookie: SECRET } } }],
  [{ headers: { authorization: SECRET } }],
  [{ client_secret: SECRET }],
  [{ body: { client_secret: SECRET } }],
  [{ access_token: SECRET }],
  [{ answer: { access_token: SECRET } }],
  [{ password: SECRET }],
  [{ database: { password: SECRET } }],
])('%j is logged without its secret', (value) => {
  const text = logged({ ...value, harmless: 'shown' });
  expect(text).not.toContain(SECRET);
  expect(text).toContain('[redacted]');
  expect(text).toContain('shown');
});

it('logs are lines of JSON with a readable time', () => {
  expect(JSON.parse(logged({ a: 1 }))).toMatchObject({
    a: 1,
    msg: 'message',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
});

it.each([
  ['auto', true, true],
  ['auto', false, false],
  ['pretty', false, true],
  ['json', true, false],
])('LOG_FORMAT %s is pretty at a terminal (%p): %p', (LOG_FORMAT, terminal, pretty) => {
  const options = loggerOptions(readConfig({ LOG_FORMAT }), terminal);
  expect('transport' in options).toBe(pretty);
});

it('a request is logged with who, what and how long, and never with its query', () => {
  const request = {
    address: '192.0.2.5',
    method: 'GET',
    url: `/api/v1/contract?access_token=${SECRET}`,
    routeOptions: { url: '/api/v1/contract' },
    query: { Dealer: 'B000', access_token: SECRET },
    caller: { clientId: 'crs', dealers: ['A000', 'B000'] },
    notes: { items: 10, generation: '7', messageType: 'request' },
  };
  const reply = { statusCode: 200, elapsedTime: 12.3456 };
  const line = (more: object) => requestLine({ ...request, ...more } as never, reply as never);
  expect(line({})).toEqual({
    client: 'crs',
    dealer: 'B000',
    address: '192.0.2.5',
    method: 'GET',
    endpoint: '/api/v1/contract',
    status: 200,
    durationMs: 12.3,
    items: 10,
    generation: '7',
    messageType: 'request',
  });
  expect(JSON.stringify(line({ routeOptions: {} }))).not.toContain(SECRET);
  // A dealer is named only if it is one of the caller's: the query may say anything.
  expect(line({ query: { dealer: SECRET } }).dealer).toBeUndefined();
  expect(line({ caller: undefined })).toMatchObject({ client: undefined, dealer: undefined });
});
