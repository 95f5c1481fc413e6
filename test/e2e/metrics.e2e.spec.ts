import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { DatabaseReader } from '../../src/http/metrics/database-reader.js';
import { MetricsServer } from '../../src/http/metrics/metrics-server.js';
import { connectDealer } from '../support/connect.js';
import { startCrsPeer, type CrsPeer } from '../support/crs-peer.js';
import { contract, customer } from '../support/items.js';
import { startMessageServer, type MessageServer } from '../support/message-server.js';
import { opening } from '../support/message-traffic.js';
import { Scrape } from '../support/scrape.js';
import { until } from '../support/until.js';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';

let world: MessageServer;
let peer: CrsPeer;
let hook: WebhookReceiver;
let address: string;
let url: string;
let crs: string;

beforeAll(async () => {
  [peer, hook] = await Promise.all([startCrsPeer(), startReceiver()]);
  world = await startMessageServer(
    { METRICS_PORT: '0', CRS_ALLOW_PRIVATE: 'on', WEBHOOK_ALLOW_PRIVATE: 'on' },
    ['001234', '005678'],
  );
  const { server } = world;
  address = await server.app.getUrl();
  url = server.app.get(MetricsServer).url ?? '';
  crs = await server.token([world.dealer]);
});
afterAll(async () => {
  await world.close();
  await Promise.all([peer.close(), hook.close()]);
});

const scrape = () => Scrape.of(url);
/** What the database says is read anew. */
const scrapeAnew = async () => {
  await world.server.app.get(DatabaseReader).readAnew();
  return scrape();
};

const CONTRACT = { endpoint: '/api/v1/contract', dealer: 'A000' };

describe('metrics of requests', () => {
  it('count pulls, pages, items and bytes, and time the answers', async () => {
    const items = ['C1', 'C2', 'C3'].map((id) => contract(id, '001234'));
    await world.server.load(world.dealer, { 'contracts.ndjson': items });
    for (const page of ['0', '1'])
      expect(
        (await world.server.get(`/api/v1/contract?customer=001234&items=2&page=${page}`, crs))
          .status,
      ).toBe(200);
    const now = await scrape();
    expect(now.value('crs_pull_sessions_total', CONTRACT)).toBe(1);
    expect(now.value('crs_pull_pages_total', CONTRACT)).toBe(2);
    expect(now.value('crs_pull_items_total', CONTRACT)).toBe(3);
    const labels = { ...CONTRACT, method: 'GET', status: '200' };
    expect(now.value('crs_http_requests_total', labels)).toBe(2);
    expect(now.value('crs_http_sent_bytes_total', CONTRACT)).toBeGreaterThan(1000);
    const duration = { endpoint: '/api/v1/contract', status: '200' };
    expect(now.value('crs_http_request_duration_seconds_count', duration)).toBe(2);
    expect(now.value('crs_http_request_duration_seconds_sum', duration)).toBeGreaterThan(0);
    const slowest = { ...duration, le: '5' };
    expect(now.value('crs_http_request_duration_seconds_bucket', slowest)).toBe(2);
  });

  it('count refusals by their problem, and bad tokens by what is wrong with them', async () => {
    await world.server.get('/api/v1/contract', crs);
    await world.server.get('/api/v1/contract?customer=001234', 'nonsense');
    await world.server.get('/api/v1/contract?customer=001234');
    const now = await scrape();
    const endpoint = '/api/v1/contract';
    const problems = (code: string) => now.value('crs_http_problems_total', { endpoint, code });
    expect(problems('invalid-parameter')).toBe(1);
    expect(problems('not-authenticated')).toBe(2);
    const refusals = (reason: string) => now.value('crs_token_refusals_total', { reason });
    expect(refusals('The access token is malformed')).toBe(1);
    expect(now.value('crs_token_refusals_total')).toBe(2);
  });

  it('count tokens, given and refused', async () => {
    const before = (await scrape()).value('crs_token_requests_total', { result: 'issued' }) ?? 0;
    await world.server.token([world.dealer]);
    const ask = supertest(address).post('/oauth/token').type('form').auth('nobody', 'nothing');
    await ask.send({ grant_type: 'client_credentials' });
    const now = await scrape();
    expect(now.value('crs_token_requests_total', { result: 'issued' })).toBe(before + 1);
    expect(now.value('crs_token_requests_total', { result: 'invalid_client' })).toBe(1);
  });

  it('count messages by type and answer', async () => {
    expect((await world.post(opening('A000', 'crs-1', 'm1'))).status).toBe(200);
    expect((await world.post({ dealerCode: 'A000' })).status).toBe(402);
    const now = await scrape();
    const messages = (labels: object) =>
      now.value('crs_messages_received_total', { dealer: 'A000', ...labels });
    expect(messages({ type: 'request', status: '200' })).toBe(1);
    expect(messages({ type: 'unknown', status: '402' })).toBe(1);
  });

  it('cannot be blown up by callers', async () => {
    const counted = /^crs_(http|token|messages|pull_pages)/;
    const count = (now: Scrape) => now.text.split('\n').filter((line) => counted.test(line)).length;
    const random = (index: number) => [
      supertest(address).get(`/nothing/${index}`).set('authorization', `Bearer ${index}`),
      supertest(address).get(`/api/v1/contract?dealer=X${index}&customer=${index}`),
      supertest(address)
        .get(`/api/v1/contract?dealer=X${index}&customer=1`)
        .auth(crs, { type: 'bearer' }),
      supertest(address)
        .get(`/dealer/v1/messages/in-${index}`)
        .auth(`a.${index}.c`, { type: 'bearer' }),
      supertest(address)
        .post('/oauth/token')
        .type('form')
        .send({ grant_type: `g${index}` }),
      supertest(address)
        .post('/api/v1/message')
        .auth(crs, { type: 'bearer' })
        .send({
          dealerCode: `D${index}`,
          messageType: `t${index}`,
        }),
      supertest(address)[index % 2 === 0 ? 'propfind' : 'lock'](`/api/v1/${index}`),
    ];
    for (const request of random(0)) await request;
    for (const request of random(1)) await request;
    const before = await scrape();
    for (let index = 2; index < 20; index++) for (const request of random(index)) await request;
    const now = await scrape();
    expect(now.value('crs_http_requests_total', { endpoint: 'unknown' })).toBe(40);
    expect(count(now)).toBe(count(before));
    expect(now.text).not.toMatch(/X1\d|D1\d|g1\d|t1\d|nothing/);
  });
});

describe('metrics of what waits and what is sent', () => {
  it('count what is sent to CRS and to webhooks, and tell how both fare', async () => {
    const { server, dealer } = world;
    const added = await world.send('/dealer/v1/webhooks', { url: hook.url });
    expect(added.status).toBe(201);
    await connectDealer(server, dealer, peer);
    // The second attempt follows at once.
    peer.behave(() => (peer.posts.length === 1 ? 503 : 'accept'));
    const notified = await world.send('/dealer/v1/notifications', {
      customerNumber: '001234',
      messageTypes: ['contract'],
    });
    expect(notified.status).toBe(202);
    await server.load(dealer, { 'customers.ndjson': [customer('001234'), customer('005678')] });
    await until(() => hook.posts.length > 0 && peer.taken.length === 1);
    const labels = { dealer: 'A000' };
    const now = await until(async () => {
      const one = await scrapeAnew();
      return one.value('crs_outbound_delivery_seconds_count') === 1 && one;
    });
    const attempts = (outcome: string) =>
      now.value('crs_outbound_attempts_total', { ...labels, outcome });
    expect([attempts('retry'), attempts('delivered')]).toEqual([1, 1]);
    expect(now.value('crs_outbound_retries_total', labels)).toBe(1);
    expect(now.value('crs_outbound_tokens_total', { outcome: 'issued' })).toBe(1);
    expect(now.value('crs_connection_active', { environment: 'test' })).toBe(1);
    expect(now.value('crs_webhooks', { ...labels, state: 'active' })).toBe(1);
    const delivered = { ...labels, outcome: 'delivered' };
    expect(now.value('crs_webhook_deliveries_total', delivered)).toBe(1);
  });

  it('tell what the database says of loads, generations and queues', async () => {
    const { server, dealer } = world;
    await server.load(dealer, {
      'customers.ndjson': [customer('001234'), customer('005678'), { customerId: 'bad' }],
    });
    const now = await scrapeAnew();
    expect(now.value('crs_last_load_rows', { outcome: 'rejected', dealer })).toBe(1);
    const loaded = { dealer, resource: 'customers' };
    expect(now.value('crs_database_up')).toBe(1);
    expect(now.value('crs_generation_items', loaded)).toBe(2);
    expect(now.value('crs_generation', loaded)).toBeGreaterThan(0);
    expect(now.value('crs_generation_age_seconds', loaded)).toBeLessThan(60);
    expect(now.value('crs_last_load_rows', { ...loaded, outcome: 'read' })).toBe(3);
    expect(now.value('crs_loads_held', { dealer })).toBe(1);
    expect(now.value('crs_last_load_failed', { dealer })).toBe(0);
    expect(now.value('crs_loads_total', { dealer })).toBeGreaterThan(3);
    expect(now.value('crs_queue_messages', { dealer, direction: 'in', state: 'queued' })).toBe(0);
    expect(now.value('crs_pull_pins', { dealer })).toBe(1);
    expect(now.value('crs_database_pool_max_connections')).toBe(10);
    expect(now.value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
  });
});
