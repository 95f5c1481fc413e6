import { randomBytes } from 'node:crypto';
import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A message as it arrived at CRS. */
export interface PeerPost {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly message: {
    readonly dealerCode: string;
    readonly customerNumber: string | null;
    readonly submittedMessageId: string;
    readonly messageType: string;
    readonly payload?: Readonly<Record<string, unknown>>;
    readonly [name: string]: unknown;
  };
  /** Whose token it had. */
  readonly clientId: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/**
 * What to answer with: a status, all of it, `accept` (the replay that the interface asks for), `reset`
 * (the connection ends without an answer), `cut` (it ends in the middle of the answer's body), `hang`
 * (no answer ever).
 */
export type PeerAnswer =
  | number
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'accept'
  | 'reset'
  | 'cut'
  | 'hang';

type Behaviour<T> = (about: T) => PeerAnswer | Promise<PeerAnswer>;

/** A request for a token. */
export interface PeerTokenRequest {
  readonly clientId: string;
  readonly form: Readonly<Record<string, string>>;
  /** Of the client's id with the secret that it showed. */
  readonly isKnown: boolean;
}

/** CRS's side of the interface, over real HTTP: a token endpoint and a message endpoint. */
export interface CrsPeer {
  readonly messageUrl: string;
  readonly tokenUrl: string;
  /** The clients that are known, with their secrets. */
  readonly clients: Map<string, string>;
  /** All messages with a valid token, in the order they arrived, whatever they were answered with. */
  readonly posts: readonly PeerPost[];
  /** Those of them that were taken (answered 200). */
  readonly taken: readonly PeerPost[];
  readonly tokenRequests: readonly PeerTokenRequest[];
  /** Posts under way at this moment, and the most there ever were, by dealer. */
  readonly open: (dealer: string) => number;
  readonly mostOpen: (dealer: string) => number;
  /** How messages are answered; `accept` unless told otherwise. */
  behave(behaviour: Behaviour<PeerPost>): void;
  /** How requests for tokens are answered; `accept` gives one to known clients. */
  behaveToken(behaviour: Behaviour<PeerTokenRequest>): void;
  /** Tokens given from now on live so many seconds; undefined: nothing is told about it. */
  tokenLifetime(seconds: number | undefined): void;
  /** No token given so far counts any more. */
  revokeTokens(): void;
  /** How far its clock is ahead, in milliseconds. */
  aheadBy(milliseconds: number): void;
  close(): Promise<void>;
}

interface PeerOptions {
  /** PEM; plain HTTP when left out. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** 0: any. */
  readonly port?: number;
}

/** Starts a peer that knows the client `dealer` with the secret `s3cret-of-the-dealer`. */
export async function startCrsPeer({ tls, port = 0 }: PeerOptions = {}): Promise<CrsPeer> {
  const clients = new Map([['dealer', 's3cret-of-the-dealer']]);
  const tokens = new Map<string, string>();
  const posts: PeerPost[] = [];
  const taken: PeerPost[] = [];
  const tokenRequests: PeerTokenRequest[] = [];
  const open = new Map<string, { now: number; most: number }>();
  let behaviour: Behaviour<PeerPost> = () => 'accept';
  let tokenBehaviour: Behaviour<PeerTokenRequest> = () => 'accept';
  let lifetime: number | undefined = 3600;
  let ahead = 0;

  async function onMessage(request: IncomingMessage, body: string, response: ServerResponse) {
    const { headers } = request;
    const clientId = tokens.get((headers.authorization ?? '').replace('Bearer ', ''));
    if (clientId === undefined) {
      respond(response, { status: 401, headers: { 'www-authenticate': 'Bearer' } });
      return;
    }
    const message = JSON.parse(body) as PeerPost['message'];
    const post: PeerPost = { headers, body, message, clientId, time: Date.now() };
    const count = open.get(message.dealerCode) ?? { now: 0, most: 0 };
    open.set(message.dealerCode, count);
    count.most = Math.max(count.most, ++count.now);
    response.once('close', () => count.now--);
    posts.push(post);
    const answer = await behaviour(post);
    if (answer === 'accept') taken.push(post);
    const enqueuedTime = new Date(Date.now() + ahead).toISOString();
    const replay = { enqueuedTime, enqueuedClientId: clientId, attemptCount: 0, ...message };
    respond(response, answer, json(200, replay));
  }

  async function onToken(request: IncomingMessage, body: string, response: ServerResponse) {
    const form = Object.fromEntries(new URLSearchParams(body));
    const [clientId, secret] = credentials(request, form);
    const isKnown = clients.get(clientId) === secret;
    const about = { clientId, form, isKnown };
    tokenRequests.push(about);
    const answer = await tokenBehaviour(about);
    if (answer === 'accept' && !isKnown) {
      respond(response, json(401, { error: 'invalid_client', error_description: 'Not known' }));
      return;
    }
    const token = randomBytes(12).toString('hex');
    if (answer === 'accept') tokens.set(token, clientId);
    const expiry = lifetime === undefined ? {} : { expires_in: lifetime };
    respond(response, answer, json(200, { access_token: token, token_type: 'Bearer', ...expiry }));
  }

  const handle = (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('error', () => undefined);
    request.once('end', () => {
      if (ahead !== 0) response.setHeader('date', new Date(Date.now() + ahead).toUTCString());
      void (request.url === '/token' ? onToken : onMessage)(request, body, response);
    });
  };
  const server = tls ? createHttpsServer(tls, handle) : createHttpServer(handle);
  const base = await listen(server, port, tls ? 'https' : 'http');
  return {
    messageUrl: `${base}/messages`,
    tokenUrl: `${base}/token`,
    clients,
    posts,
    taken,
    tokenRequests,
    open: (dealer) => open.get(dealer)?.now ?? 0,
    mostOpen: (dealer) => open.get(dealer)?.most ?? 0,
    behave: (given) => (behaviour = given),
    behaveToken: (given) => (tokenBehaviour = given),
    tokenLifetime: (seconds) => (lifetime = seconds),
    revokeTokens: () => tokens.clear(),
    aheadBy: (milliseconds) => (ahead = milliseconds),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function listen(server: Server, port: number, scheme: string): Promise<string> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function json(status: number, body: object): PeerAnswer {
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: JSON.stringify(body) };
}

/** RFC 6749 §2.3.1: by HTTP Basic, or in the form. */
function credentials(
  { headers }: IncomingMessage,
  form: Readonly<Record<string, string>>,
): [string, string] {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (basic === undefined) return [form['client_id'] ?? '', form['client_secret'] ?? ''];
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
  const decoded = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
  return [decoded(id), decoded(secret)];
}

function respond(response: ServerResponse, answer: PeerAnswer, accepted?: PeerAnswer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.destroy();
    return;
  }
  if (answer === 'accept') {
    if (accepted !== undefined) respond(response, accepted);
    return;
  }
  if (answer === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"enqueuedTime":', () => response.destroy());
    return;
  }
  const { status, headers, body } =
    typeof answer === 'number' ? { status: answer, headers: {}, body: '' } : answer;
  response.writeHead(status, headers).end(body);
}
