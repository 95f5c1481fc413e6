import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { beforeAll, expect, it } from '@jest/globals';
import { startTestServer, type TestServer } from '../../../test/support/test-server.js';
import { MetricsPortError, MetricsServer } from './metrics-server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ METRICS_PORT: '0' });
});

const urlOf = ({ app }: TestServer) => app.get(MetricsServer).url ?? '';

it('answers GET /metrics, and nothing else', async () => {
  const url = urlOf(server);
  const found = await fetch(`${url}?x=1`);
  expect(found.status).toBe(200);
  expect(found.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await found.text()).toContain('# TYPE crs_http_requests_total counter');
  const { origin } = new URL(url);
  for (const [method, path] of [
    ['POST', '/metrics'],
    ['GET', '/'],
    ['GET', '/metrics/x'],
    ['GET', '/health/ready'],
  ] as const)
    expect((await fetch(`${origin}${path}`, { method })).status).toBe(404);
});

it('is not on the port of the API', async () => {
  expect((await server.get('/metrics')).status).toBe(404);
});

it('refuses to start on a port that is taken, naming it', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const start = startTestServer({ METRICS_PORT: String(port) });
  await expect(start).rejects.toThrow(
    new MetricsPortError(
      `METRICS_PORT=${port} cannot be used: it is in use by another program: choose another one`,
    ),
  );
  taken.close();
});

it('ends with the server', async () => {
  const url = urlOf(server);
  expect((await fetch(url)).status).toBe(200);
  await server.close();
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});
