import { readFileSync } from 'node:fs';
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { startTestServer, type TestServer } from './test-server.js';

/** An answer of the message endpoint. */
export interface IntakeAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}

/** A message as it is stored. */
export interface StoredMessage {
  readonly sequence: number;
  readonly submittedMessageId: string;
  readonly queueKey: string;
  readonly priority: number;
  readonly customerNumber: string | null;
  readonly messageType: string;
  readonly reusedId: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The server as CRS submits messages to it; nothing is done with them. */
export interface IntakeServer {
  readonly server: TestServer;
  readonly token: string;
  /** POST of any bytes; an object becomes JSON. */
  submit(body: object | string | Buffer, options?: SubmitOptions): Promise<IntakeAnswer>;
  /** The messages that are stored, in their order. */
  stored(dealer?: string): Promise<StoredMessage[]>;
  close(): Promise<void>;
}

export interface SubmitOptions {
  readonly token?: string;
  readonly query?: string;
  readonly headers?: OutgoingHttpHeaders;
}

/** Starts the server with the dealers A000 and B000 of one client, without a worker. */
export async function startIntakeServer(
  environment: Readonly<Record<string, string>> = {},
): Promise<IntakeServer> {
  const server = await startTestServer({ MESSAGE_WORKERS: '0', ...environment });
  for (const code of ['A000', 'B000', 'C000']) await server.addDealer({ code });
  const token = await server.token(['A000', 'B000']);
  const address = await server.app.getUrl();
  return {
    server,
    token,
    submit: (body, options = {}) => submit(address, body, { token, ...options }),
    stored: (dealer = 'A000') => stored(server, dealer),
    close: () => server.close(),
  };
}

/** POSTs to the message endpoint of an address. */
export async function submit(
  address: string,
  body: object | string | Buffer,
  options: SubmitOptions,
): Promise<IntakeAnswer> {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const { text: answer, ...about } = await submitBytes(address, bytes, options);
  return { ...about, body: JSON.parse(answer) as IntakeAnswer['body'] };
}

/** The same, over connections that are kept; the answer as text. */
export async function submitBytes(
  address: string,
  body: string | Buffer,
  { token, query = '', headers = {} }: SubmitOptions,
): Promise<Omit<IntakeAnswer, 'body'> & { readonly text: string }> {
  const sending = request(`${address}/api/v1/message${query}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  sending.end(body);
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  const { statusCode: status = 0, headers: told } = response;
  return { status, headers: told, text: await text(response) };
}

async function stored(server: TestServer, dealer: string): Promise<StoredMessage[]> {
  const { rows } = await server.database.pool.query<Omit<StoredMessage, 'body'> & { body: string }>(
    `SELECT sequence::int, submitted_message_id AS "submittedMessageId", queue_key AS "queueKey",
       priority, customer_number AS "customerNumber", message_type AS "messageType",
       reused_id AS "reusedId", body
     FROM message WHERE dealer_code = $1 AND direction = 'in' ORDER BY sequence`,
    [dealer],
  );
  return rows.map((row) => ({ ...row, body: JSON.parse(row.body) as StoredMessage['body'] }));
}

const SAMPLES = new URL('../fixtures/messages/', import.meta.url);

/** A sample message of the interface, by the name of its file. */
export function sample(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(file, SAMPLES), 'utf8')) as Record<string, unknown>;
}

/** The names of the files of all sample messages. */
export const SAMPLE_FILES = (sample('index.json') as unknown as { file: string }[]).map(
  ({ file }) => file,
);

let ids = 0;

/** A notification with an id that no other has, and whatever else is given. */
export function notification(about: object = {}): Record<string, unknown> {
  return {
    dealerCode: 'A000',
    customerNumber: '001234',
    submittedMessageId: `n-${++ids}`,
    submittedTime: '2022-01-01T00:00:30Z',
    messageType: 'contract',
    ...about,
  };
}

/** A message about a request with an id that no other has. */
export function requestMessage(about: object, payload: object = {}): Record<string, unknown> {
  return notification({
    messageType: 'request',
    payload: {
      request: { localId: '1', requestType: 'extend', status: 'submitted', ...about },
      ...payload,
    },
  });
}
