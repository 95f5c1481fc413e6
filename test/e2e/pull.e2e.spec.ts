import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestServer, type TestServer } from '../support/test-server.js';

let server: TestServer;
let token: string;

beforeAll(async () => {
  server = await startTestServer();
  await server.addDealer();
  token = await server.token(['A000']);
});
afterAll(() => server.close());

it('answers 503 with Retry-After while nothing has been loaded, never an empty list', async () => {
  for (const path of [
    'contract?customer=1',
    'jobsite?customer=1',
    'invoice?customer=1',
    'location',
    'dealer-category',
    'customer?customer=1',
    'incremental?since=0000-00-00T00:00:00Z',
  ]) {
    const answer = await server.get(`/api/v1/${path}`, token);
    expect({ path, status: answer.status }).toEqual({ path, status: 503 });
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
  }
});

it('serves what was loaded', async () => {
  const report = await server.load('A000', {
    'customers.ndjson': [{ customerId: '007', customerName: 'Bond' }],
  });
  expect(report).toMatchObject({ state: 'published', generation: 1 });
  const answer = await server.get('/api/v1/?customer=007', token);
  expect(answer.text).toBe('{"customer":{"customerName":"Bond","customerId":"007"}}');
});
