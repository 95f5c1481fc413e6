import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { customer } from '../support/items.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';

let server: TestServer;
let token: string;
let address: string;

beforeAll(async () => {
  server = await startTestServer({ IMPORT_PUSHES: '1' });
  await server.addDealer();
  address = await server.app.getUrl();
  token = await server.token(['A000'], ['dealer']);
});
afterAll(() => server.close());

/** A push whose body is still to be sent. */
function begin(): { sending: ClientRequest; answered: Promise<readonly unknown[]> } {
  const sending = request(`${address}/dealer/v1/loads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
  });
  sending.flushHeaders();
  const answered = once(sending, 'response').then(async (args) => {
    const [response] = args as [IncomingMessage];
    const { statusCode, headers } = response;
    return [statusCode, headers['retry-after'], JSON.parse(await text(response)) as unknown];
  });
  return { sending, answered };
}

const line = `${JSON.stringify({ resource: 'customers', ...customer('1') })}\n`;

it('more pushes at one time than are allowed are asked to come again', async () => {
  const first = begin();
  await until(async () => {
    const { rows } = await server.database.pool.query(`SELECT FROM load WHERE state = 'running'`);
    return rows.length === 1;
  });
  const second = begin();
  expect(await second.answered).toEqual([
    503,
    '30',
    expect.objectContaining({
      title: 'Too many loads run at one time',
      detail: '1 loads are being pushed to this server already',
    }),
  ]);
  second.sending.destroy();
  first.sending.end(line);
  expect(await first.answered).toMatchObject([200, undefined, { state: 'published' }]);
  const third = begin();
  third.sending.end(line);
  expect(await third.answered).toMatchObject([200, undefined, { state: 'published' }]);
});
