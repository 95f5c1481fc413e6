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
  /** Tells connections apart. */
  readonly port: number;
}

/**
 * What to answer with: a status, all of it, `accept` (the replay that the interface asks for), `reset`
 * (the connection ends without an answer), `lose` (the same, but the message was taken), `cut` (it was
 * taken, and the connection ends in the middle of the answer's body), `garbage` (no HTTP), `hang` (no
 * answer ever).
 */
export type PeerAnswer =
  | number
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'accept'
  | 'reset'
  | 'lose'
  | 'cut'
  | 'garbage'
  | 'hang';

/** The answers by which a message was taken. */
const TAKING = new Set<PeerAnswer>(['accept', 'lose', 'cut']);

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
  /** Those of them that were taken: `accept`, `lose` and `cut`. */
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
  /** So many of the next posts end while they are still being sent. */
  interruptPosts(number: number): void;
  /** Refuses connections from now on, and ends those there are. */
  leave(): Promise<void>;
  /** Is back at its address. */
  comeBack(): Promise<void>;
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
  let interrupted = 0;

  async function onMessage(request: IncomingMessage, body: string, response: ServerResponse) {
    const { headers } = request;
    const clientId = tokens.get((headers.authorization ?? '').replace('Bearer ', ''));
    if (clientId === undefined) {
      respond(response, { status: 401, headers: { 'www-authenticate': 'Bearer' } });
      return;
    }
    const message = JSON.parse(body) as PeerPost['message'];
    const from = request.socket.remotePort ?? 0;
    const post: PeerPost = { headers, body, message, clientId, time: Date.now(), port: from };
    const count = open.get(message.dealerCode) ?? { now: 0, most: 0 };
    open.set(message.dealerCode, count);
    count.most = Math.max(count.most, ++count.now);
    response.once('close', () => count.now--);
    posts.push(post);
    const answer = await behaviour(post);
    if (TAKING.has(answer)) taken.push(post);
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
    if (request.url === '/messages' && interrupted > 0) {
      interrupted--;
      request.socket.resetAndDestroy();
      return;
    }
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('error', () => undefined);
    request.once('end', () => {
      if (ahead !== 0) response.setHeader('date', new Date(Date.now() + ahead).toUTCString());
      void (request.url === '/token' ? onToken : onMessage)(request, body, response);
    });
  };
  const server = tls ? createHttpsServer(tls, handle) : createHttpServer(handle);
  await listen(server, port);
  const own = (server.address() as AddressInfo).port;
  const base = `${tls ? 'https' : 'http'}://127.0.0.1:${own}`;
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
    interruptPosts: (number) => (interrupted = number),
    leave: () => close(server),
    comeBack: () => listen(server, own),
    close: () => close(server),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}

/** Repeatable. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
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
  if (answer === 'reset' || answer === 'lose') {
    response.destroy();
    return;
  }
  if (answer === 'accept') {
    if (accepted !== undefined) respond(response, accepted);
    return;
  }
  if (answer === 'garbage') {
    response.socket?.end('220 mail.example.com ESMTP\r\n');
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
