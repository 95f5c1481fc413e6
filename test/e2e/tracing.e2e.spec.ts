import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { customer, location } from '../support/items.js';
import { opening } from '../support/message-traffic.js';
import { cleanUp, ownFolder } from '../support/process-children.js';
import { startServerProcess, type ServerProcess } from '../support/process-server.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import {
  startTraceReceiver,
  type ReceivedSpan,
  type TraceReceiver,
} from '../support/trace-receiver.js';
import { until } from '../support/until.js';

let receiver: TraceReceiver;
let server: TestServer;
let traced: ServerProcess;
let address: string;
let token: string;

beforeAll(async () => {
  receiver = await startTraceReceiver();
  server = await startTestServer({ PORT: '0', MESSAGE_WORKERS: '0' });
  const dealer = await server.addDealer();
  await server.load(dealer, {
    'customers.ndjson': [customer('001234')],
    'locations.ndjson': [location('1')],
  });
  const { DATABASE_URL, SECRETS_KEY } = server.config;
  traced = startServerProcess({
    cwd: await ownFolder(),
    environment: {
      DATABASE_URL,
      SECRETS_KEY,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.address,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_SERVICE_NAME: 'crs-of-a-test',
    },
  });
  address = await traced.address();
  token = await server.token([dealer]);
});
afterAll(async () => {
  await cleanUp();
  await server.close();
  receiver.close();
});

const attribute = (span: ReceivedSpan | undefined, name: string) =>
  Object.values(span?.attributes.find(({ key }) => key === name)?.value ?? {})[0] as unknown;

it('a page, a message and its handling are traces, which the end of the process sends', async () => {
  const authorized = { authorization: `Bearer ${token}` };
  const page = await fetch(`${address}/api/v1/location?code=canary-in-a-query`, {
    headers: authorized,
  });
  expect(page.status).toBe(200);
  const message = await fetch(`${address}/api/v1/message?dealer=A000`, {
    method: 'POST',
    headers: { ...authorized, 'content-type': 'application/json' },
    body: JSON.stringify(opening('A000', '1', 'a message')),
  });
  expect(message.status).toBe(200);
  await fetch(`${address}/health/ready`);
  await until(() => /Handled a message/.test(traced.stdout()) || undefined);
  expect(await traced.end('SIGTERM')).toEqual({ status: 0, signal: null });

  const span = (name: string) => receiver.spans.find((one) => one.name === name);
  const pull = span('GET /api/v1/location');
  expect(attribute(pull, 'http.route')).toBe('/api/v1/location');
  expect(attribute(pull, 'crs.dealer')).toBe('A000');
  expect(Number(attribute(pull, 'crs.items'))).toBe(1);
  const statements = receiver.spans.filter(
    ({ name, traceId }) => traceId === pull?.traceId && name.startsWith('pg.query'),
  );
  expect(statements.length).toBeGreaterThan(0);
  expect(traced.stdout()).toContain(`"traceId":"${pull?.traceId}"`);

  expect(span('POST /api/v1/message')).toBeDefined();
  const handled = span('handle message');
  expect(handled?.parentSpanId).toBeFalsy();
  expect(
    receiver.spans.filter(({ traceId }) => traceId === handled?.traceId).length,
  ).toBeGreaterThan(1);
  expect(receiver.spans.filter(({ name }) => name.includes('health'))).toEqual([]);
  expect(receiver.text()).toContain('crs-of-a-test');
});

it('no query, token or key is in them', () => {
  expect(receiver.text()).not.toContain('canary-in-a-query');
  expect(receiver.text()).not.toContain(token);
  expect(receiver.text()).not.toContain(server.config.SECRETS_KEY);
});
