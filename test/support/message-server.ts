import supertest from 'supertest';
import { customer } from './items.js';
import { startTestServer, type TestServer } from './test-server.js';
import { until } from './until.js';

/** A message as the dealer's systems see it. */
export interface SeenMessage {
  readonly id: string;
  readonly state: string;
  readonly outcome?: string;
  readonly error?: string;
  readonly [name: string]: unknown;
}

/** The real server with one dealer and one customer, and both sides' tokens. */
export interface MessageServer {
  readonly server: TestServer;
  readonly dealer: string;
  /** POST /api/v1/message as CRS. */
  post(body: object): supertest.Test;
  /** Posts a message that is taken, and waits until it is handled or waits for somebody. */
  settle(body: object): Promise<SeenMessage>;
  /** The messages of a query, as the dealer sees them. */
  messages(query?: string): Promise<SeenMessage[]>;
  /** GET as the dealer. */
  get(path: string): supertest.Test;
  /** POST as the dealer. */
  send(path: string, body?: object): supertest.Test;
  close(): Promise<void>;
}

/** Starts the server with the dealer A000 and its customers. */
export async function startMessageServer(
  environment: Readonly<Record<string, string>> = {},
  customers: readonly string[] = ['001234'],
): Promise<MessageServer> {
  const server = await startTestServer(environment);
  const dealer = await server.addDealer();
  await server.load(dealer, { 'customers.ndjson': customers.map((id) => customer(id)) });
  const [crs, own] = await Promise.all([
    server.token([dealer]),
    server.token([dealer], ['dealer']),
  ]);
  const address = await server.app.getUrl();
  const get = (path: string) => server.get(path, own);
  const messages = async (query = '') =>
    ((await get(`/dealer/v1/messages?items=1000&${query}`)).body as { items: SeenMessage[] }).items;
  const post = (body: object) =>
    supertest(address).post('/api/v1/message').auth(crs, { type: 'bearer' }).send(body);
  return {
    server,
    dealer,
    post,
    async settle(body) {
      const { status, text } = await post(body);
      if (status !== 200) throw new Error(`${status}: ${text}`);
      const { submittedMessageId } = body as { submittedMessageId: string };
      return until(async () =>
        (await messages('direction=in')).find(
          (one) => one['submittedMessageId'] === submittedMessageId && one.state !== 'queued',
        ),
      );
    },
    messages,
    get,
    send: (path, body = {}) =>
      supertest(address).post(path).auth(own, { type: 'bearer' }).send(body),
    close: () => server.close(),
  };
}
