import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  makeAuthority,
  selfSigned,
  type ServerCertificate,
  type TestAuthority,
} from '../../../test/support/certificates.js';
import { startCrsPeer, type CrsPeer, type PeerAnswer } from '../../../test/support/crs-peer.js';
import { OutboxWorld, textOf } from '../../../test/support/outbox-world.js';

// What can come of a message that is sent: by real HTTP, with the fault at the second of four messages.

const TIMES = 2;
/** Short, where CRS does not answer at all. */
const LIMITS = { messageTimeoutMs: 300, tokenTimeoutMs: 300 };

let world: OutboxWorld;
let authority: TestAuthority;

beforeAll(async () => {
  [world, authority] = await Promise.all([OutboxWorld.open(), makeAuthority()]);
});
afterAll(() => world.close());

/** A fault that lasts for two attempts. */
interface Fault {
  /** Begins before the second message is sent. */
  readonly begin?: (peer: CrsPeer) => unknown;
  readonly end?: (peer: CrsPeer) => unknown;
  /** The answers to the second message, as often as the fault lasts. */
  readonly answer?: PeerAnswer;
  /** What an operator reads. */
  readonly error: RegExp;
  /** The second message arrives so often meanwhile. */
  readonly arrives: number;
  /** There is no answer at all. */
  readonly isSilent?: boolean;
}

const tokens = (answer: PeerAnswer): Pick<Fault, 'begin' | 'end' | 'arrives'> => ({
  begin: (peer) => {
    peer.revokeTokens();
    peer.behaveToken(() => answer);
  },
  end: (peer) => peer.behaveToken(() => 'accept'),
  arrives: 0,
});
const status = (code: number, body = '', headers = {}): PeerAnswer => ({
  status: code,
  headers,
  body,
});

const HTML = { 'content-type': 'text/html; charset=utf-8' };

const RETRIED: Record<string, Fault> = {
  'a refused connection': {
    begin: (peer) => peer.leave(),
    end: (peer) => peer.comeBack(),
    error: /^the connection was refused \(ECONNREFUSED\)$/,
    arrives: 0,
  },
  'a reset while the message is sent': {
    begin: (peer) => peer.interruptPosts(TIMES),
    error: /^the connection was (reset|closed) .*\((ECONNRESET|EPIPE|UND_ERR_SOCKET)\)$/,
    arrives: 0,
  },
  'a reset in place of an answer': {
    answer: 'reset',
    error: /^the connection was closed without an answer \(UND_ERR_SOCKET\)$/,
    arrives: TIMES,
  },
  'no answer': {
    answer: 'hang',
    error: /^no answer within 0.3 seconds$/,
    arrives: TIMES,
    isSilent: true,
  },
  'an answer that is no HTTP': { answer: 'garbage', error: /HTTP|Parse/, arrives: TIMES },
  'a redirect': {
    answer: status(307, '', { location: '/token' }),
    error: /^CRS answered 307: redirects are not followed$/,
    arrives: TIMES,
  },
  'the status 401, for each token': {
    answer: status(401, 'Not you'),
    error: /^CRS answered 401: Not you$/,
    // With the token that was there, and with a new one.
    arrives: 2 * TIMES,
  },
  'the status 403': { answer: 403, error: /^CRS answered 403$/, arrives: TIMES },
  'the status 404': { answer: 404, error: /^CRS answered 404$/, arrives: TIMES },
  'the status 408': { answer: 408, error: /^CRS answered 408$/, arrives: TIMES },
  'the status 429': {
    answer: status(429, 'slow\n down'),
    error: /429: slow down$/,
    arrives: TIMES,
  },
  'the status 500': { answer: 500, error: /^CRS answered 500$/, arrives: TIMES },
  'the status 502 with a page': {
    answer: status(502, '<h1>Bad gateway</h1>', HTML),
    error: /^CRS answered 502: <h1>Bad gateway<\/h1>$/,
    arrives: TIMES,
  },
  'the status 503': { answer: 503, error: /^CRS answered 503$/, arrives: TIMES },
  'a page in place of an answer': {
    answer: status(200, '<h1>Maintenance</h1>', HTML),
    error: /an HTML page is no answer of CRS$/,
    arrives: TIMES,
  },
  'a token endpoint that is down': {
    ...tokens('reset'),
    error: /^the token endpoint gave no answer: the connection was closed/,
  },
  'a token endpoint that hangs': {
    ...tokens('hang'),
    error: /^no answer of the token endpoint within 0.3 seconds$/,
    isSilent: true,
  },
  'a token endpoint with the status 503': {
    ...tokens(503),
    error: /^the token endpoint answered 503, not a token$/,
  },
  'a token endpoint that does not know the client': {
    ...tokens(status(401, '{"error":"invalid_client"}', { 'content-type': 'application/json' })),
    error: /^the token endpoint answered 401: invalid_client$/,
  },
};

const DELIVERED: Record<string, { readonly answer: PeerAnswer; readonly outcome: string }> = {
  'a replay of the message': { answer: 'accept', outcome: 'delivered' },
  'an answer that is cut off': { answer: 'cut', outcome: 'delivered' },
  'the status 200 with another content type': {
    answer: status(200, 'OK', { 'content-type': 'text/plain' }),
    outcome: 'delivered; the answer does not repeat the message',
  },
  'the status 204': { answer: 204, outcome: 'delivered; the answer does not repeat the message' },
};

const PARKED: Record<string, { readonly answer: PeerAnswer; readonly error: string }> = {
  'the status 400': { answer: status(400, 'what?'), error: 'CRS answered 400: what?' },
  'the status 402': { answer: 402, error: 'CRS answered 402' },
  'the status 409': { answer: 409, error: 'CRS answered 409' },
  'the status 413': { answer: 413, error: 'CRS answered 413' },
  'the status 422 with an emoji at the place where it is cut': {
    answer: status(422, `x${'🚜'.repeat(300)}`),
    error: `CRS answered 422: x${'🚜'.repeat(249)}\uFFFD`,
  },
};

let peer: CrsPeer;
let dealer: string;

beforeEach(async () => {
  peer = await start();
  dealer = await world.addDealer(peer);
  await world.queue(dealer, 'a: 1');
  await world.worker().pass();
  await world.queue(dealer, 'b: 2', 'a: 3', 'b: 4');
});
afterEach(() => Promise.all(peers.splice(0).map((one) => one.close())));

const peers: CrsPeer[] = [];

async function start(options?: Parameters<typeof startCrsPeer>[0]): Promise<CrsPeer> {
  const started = await startCrsPeer(options);
  peers.push(started);
  return started;
}

/** How the second message is answered, so many times. */
function answerSecond(answer: PeerAnswer, times: number): void {
  let left = times;
  peer.behave((post) => (textOf(post) === 'b: 2' && left-- > 0 ? answer : 'accept'));
}

const states = async () =>
  (await world.messages(dealer)).map(({ state, attemptCount }) => `${state} ${attemptCount}`);

it.each(Object.entries(RETRIED))('%s: the same message is tried again', async (_name, fault) => {
  const { begin, end, answer = 'accept', error, arrives, isSilent } = fault;
  answerSecond(answer, arrives);
  await begin?.(peer);
  await world.worker(isSilent ? LIMITS : {}).pass();

  expect(await world.connection(dealer)).toMatchObject({
    failures: TIMES,
    last_error: expect.stringMatching(error),
    lease: null,
  });
  expect(await states()).toEqual(['done 1', `queued ${TIMES}`, 'queued 0', 'queued 0']);
  expect((await world.messages(dealer))[1]?.error).toMatch(error);

  await end?.(peer);
  world.pass(6_000);
  await world.worker().pass();
  expect(await states()).toEqual(['done 1', `done ${TIMES + 1}`, 'done 1', 'done 1']);
  const again = Array.from({ length: arrives + 1 }, () => 'b: 2');
  expect(peer.posts.map(textOf)).toEqual(['a: 1', ...again, 'a: 3', 'b: 4']);
  const [, second] = await world.messages(dealer);
  for (const post of peer.posts.filter((one) => textOf(one) === 'b: 2'))
    expect(post.body).toBe(second?.body);
  expect(peer.mostOpen(dealer)).toBe(1);
  expect(await world.connection(dealer)).toMatchObject({ failures: 0 });
  expect((await world.messages(dealer)).map((one) => one.error)).toEqual([null, null, null, null]);
});

it('an answer that is lost: the message arrives once more, with its id and bytes', async () => {
  answerSecond('lose', 1);
  await world.worker().pass();
  expect(peer.taken.map(textOf)).toEqual(['a: 1', 'b: 2', 'b: 2', 'a: 3', 'b: 4']);
  expect(peer.taken[2]?.body).toBe(peer.taken[1]?.body);
  expect(await states()).toEqual(['done 1', 'done 2', 'done 1', 'done 1']);
});

it.each(Object.entries(DELIVERED))('%s: delivered', async (_name, { answer, outcome }) => {
  answerSecond(answer, 1);
  await world.worker().pass();
  expect(peer.posts.map(textOf)).toEqual(['a: 1', 'b: 2', 'a: 3', 'b: 4']);
  const [, second] = await world.messages(dealer);
  expect(second).toMatchObject({ state: 'done', outcome, attemptCount: 1 });
});

it.each(Object.entries(PARKED))(
  '%s: parked, and other keys go on',
  async (_name, { answer, error }) => {
    answerSecond(answer, 1);
    await world.worker().pass();
    expect(peer.posts.map(textOf)).toEqual(['a: 1', 'b: 2', 'a: 3']);
    expect(await states()).toEqual(['done 1', 'parked 1', 'done 1', 'queued 0']);
    const [, second] = await world.messages(dealer);
    expect(second).toMatchObject({ error });
    const events = await world.mirror.query('SELECT type, data FROM event WHERE dealer_code = $1', [
      dealer,
    ]);
    const { submittedMessageId } = second ?? {};
    const about = { messageType: 'request', customerNumber: 'C1', submittedMessageId, error };
    expect(events).toEqual([{ type: 'message.parked', data: { message: 'out-2', ...about } }]);
    expect(await world.connection(dealer)).toMatchObject({ failures: 0, last_error: null });
  },
);

describe('over TLS', () => {
  const CERTIFICATES: Record<string, [() => Promise<ServerCertificate>, RegExp]> = {
    'that has expired': [
      () => authority.issue({ days: -1 }),
      /^the token endpoint gave no answer: its certificate has expired \(CERT_HAS_EXPIRED\)$/,
    ],
    'for another host': [
      () => authority.issue({ hosts: ['crs.example.com'] }),
      /its certificate is for another host \(ERR_TLS_CERT_ALTNAME_INVALID\)$/,
    ],
    'that nobody trusts': [
      () => selfSigned(),
      /its certificate is self-signed \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/,
    ],
    'without the authorities between': [
      () => authority.issueByIntermediate({ complete: false }),
      /its certificate chain is incomplete or not trusted \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)$/,
    ],
  };

  it.each(Object.entries(CERTIFICATES))('a certificate %s', async (_name, [issue, error]) => {
    const tls = await issue();
    const bad = await start({ tls });
    const other = await world.addDealer(bad);
    await world.queue(other, 'a: 1', 'a: 2');
    const worker = world.worker({ ca: authority.cert });
    await worker.pass();
    expect(await world.connection(other)).toMatchObject({
      failures: TIMES,
      last_error: expect.stringMatching(error),
    });
    await bad.close();
    // At the same address with a certificate that counts.
    const port = Number(new URL(bad.messageUrl).port);
    const good = await start({ tls: await authority.issueByIntermediate(), port });
    world.pass(6_000);
    await worker.pass();
    expect(bad.posts).toEqual([]);
    expect(good.taken.map(textOf)).toEqual(['a: 1', 'a: 2']);
  });
});
