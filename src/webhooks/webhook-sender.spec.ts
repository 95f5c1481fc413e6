import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { createServer, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startReceiver, type WebhookReceiver } from '../../test/support/webhook-receiver.js';
import { until } from '../../test/support/until.js';
import { AddressRules } from '../outgoing/address-rules.js';
import type { Resolver } from '../outgoing/pinned-lookup.js';
import { WebhookSender } from './webhook-sender.js';

const STRICT = new AddressRules(false);
const LENIENT = new AddressRules(true);
const never = new AbortController().signal;

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const post = (url: string) => ({ url, headers: { 'x-test': '1' }, body: '{"a":"é"}' });
const port = () => new URL(receiver.url).port;
const resolvingTo =
  (...addresses: string[]): Resolver =>
  () =>
    Promise.resolve(
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

/** A server of the test's own making, on the loopback address. */
async function serving(onSocket: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('a post', () => {
  it('arrives as it is given, and its answer comes back', async () => {
    receiver.behave(() => ({ status: 503, headers: { 'retry-after': '7' }, body: 'no' }));
    const answer = await new WebhookSender(LENIENT).post(post(receiver.url), never);
    expect(answer).toEqual({ status: 503, retryAfter: '7' });
    expect(receiver.posts).toMatchObject([
      { method: 'POST', path: '/hook', body: '{"a":"é"}', headers: { 'x-test': '1' } },
    ]);
  });

  it('goes to the address that was resolved, with the name of its host', async () => {
    const sender = new WebhookSender(LENIENT, { resolver: resolvingTo('127.0.0.1') });
    const answer = await sender.post(post(`http://rms.dealer.example:${port()}/hook`), never);
    expect(answer).toEqual({ status: 204 });
    expect(receiver.posts[0]?.headers.host).toBe(`rms.dealer.example:${port()}`);
  });

  it('is resolved once: a name cannot stand for another address when it is connected to', async () => {
    let asked = 0;
    const rebinding: Resolver = () => resolvingTo(++asked === 1 ? '127.0.0.1' : '127.0.0.2')('');
    const sender = new WebhookSender(LENIENT, { resolver: rebinding });
    const answer = await sender.post(post(`http://rms.dealer.example:${port()}/hook`), never);
    expect(answer).toEqual({ status: 204 });
    expect(asked).toBe(1);
  });

  it.each([
    ['a redirect to an address of the network', 'http://127.0.0.1:9/'],
    ['a redirect to itself', '/hook'],
  ])('does not follow %s', async (_what, location) => {
    receiver.behave(() => ({ status: 302, headers: { location } }));
    const answer = await new WebhookSender(LENIENT).post(post(receiver.url), never);
    expect(answer).toEqual({ status: 302 });
    expect(receiver.posts).toHaveLength(1);
  });
});

describe('nothing is connected to', () => {
  it.each([
    [['127.0.0.1']],
    [['::1']],
    [['10.0.0.1']],
    [['169.254.169.254']],
    [['::ffff:127.0.0.1']],
    [['64:ff9b::a00:1']],
    // One of several is enough.
    [['93.184.215.14', '127.0.0.1']],
    [['2606:2800:21f:cb07:6820:80da:af6b:8b2c', 'fd00::1']],
  ])('when a name resolves to %p', async (addresses) => {
    const sender = new WebhookSender(STRICT, { resolver: resolvingTo(...addresses) });
    const answer = await sender.post(post(`https://rms.dealer.example:${port()}/`), never);
    expect(answer).toEqual({ error: 'its address is not public' });
    expect(receiver.posts).toEqual([]);
  });

  it.each([
    'https://127.0.0.1',
    'https://2130706433',
    'https://[::ffff:7f00:1]',
    'https://localhost',
  ])('when a URL was taken before the rules were strict: %s', async (origin) => {
    const answer = await new WebhookSender(STRICT).post(post(`${origin}:${port()}/`), never);
    expect(answer).toEqual({
      error: 'its URL must not lead to an address that is not public',
    });
  });

  it('over plain HTTP, unless it is allowed', async () => {
    const answer = await new WebhookSender(STRICT).post(post('http://rms.dealer.example/'), never);
    expect(answer).toEqual({ error: 'its URL must start with https://' });
  });
});

describe('what goes wrong is told in one line, without the URL', () => {
  const secret = 'token=s3cr3t';

  it('when nobody listens', async () => {
    const closed = await serving(() => undefined);
    closed.close();
    const { error } = await new WebhookSender(LENIENT).post(post(`${closed.url}?${secret}`), never);
    expect(error).toMatch(/ECONNREFUSED/);
    expect(error).not.toMatch(/s3cr3t|\n/);
  });

  it('when the name does not exist', async () => {
    const resolver: Resolver = () =>
      Promise.reject(new Error('getaddrinfo ENOTFOUND rms.dealer.example'));
    const sender = new WebhookSender(STRICT, { resolver });
    expect(await sender.post(post(`https://rms.dealer.example/?${secret}`), never)).toEqual({
      error: 'getaddrinfo ENOTFOUND rms.dealer.example',
    });
  });

  it('when the name has no address', async () => {
    const sender = new WebhookSender(STRICT, { resolver: resolvingTo() });
    expect(await sender.post(post('https://rms.dealer.example/'), never)).toEqual({
      error: 'it has no address',
    });
  });

  it('when the resolver does not answer', async () => {
    const resolver: Resolver = () => new Promise(() => undefined);
    const sender = new WebhookSender(STRICT, { resolver, timeoutMs: 100 });
    expect(await sender.post(post('https://rms.dealer.example/'), never)).toEqual({
      error: 'no answer within 0.1 seconds',
    });
  });

  it('when the answer does not come', async () => {
    receiver.behave(() => new Promise(() => undefined));
    const sender = new WebhookSender(LENIENT, { timeoutMs: 200 });
    expect(await sender.post(post(receiver.url), never)).toEqual({
      error: 'no answer within 0.2 seconds',
    });
    await until(() => receiver.open() === 0);
  });

  it.each([
    ['closes', (socket: Socket) => socket.once('data', () => socket.end())],
    ['is reset', (socket: Socket) => socket.once('data', () => socket.resetAndDestroy())],
    ['speaks no HTTP', (socket: Socket) => socket.once('data', () => socket.end('hello s3cr3t\n'))],
    [
      'wants to speak another protocol',
      (socket: Socket) =>
        socket.once('data', () =>
          socket.write('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
        ),
    ],
  ])('when the connection %s', async (_what, behave) => {
    const endpoint = await serving(behave);
    const sender = new WebhookSender(LENIENT, { timeoutMs: 5_000 });
    const { status, error } = await sender.post(post(`${endpoint.url}?${secret}`), never);
    endpoint.close();
    expect(status).toBeUndefined();
    expect(error).toMatch(/./);
    expect(error).not.toMatch(/s3cr3t|\n|no answer within/);
  });

  it('when the certificate is not to be trusted', async () => {
    const sender = new WebhookSender(LENIENT);
    const { error } = await sender.post(post(receiver.url.replace('http', 'https')), never);
    expect(error).toMatch(/SSL|TLS|EPROTO/);
  });

  it('when the server stops', async () => {
    receiver.behave(() => new Promise(() => undefined));
    const stop = new AbortController();
    const answer = new WebhookSender(LENIENT).post(post(receiver.url), stop.signal);
    await until(() => receiver.open() === 1);
    stop.abort();
    expect((await answer).status).toBeUndefined();
    await until(() => receiver.open() === 0);
  });
});

describe('an answer with a body', () => {
  it('is cut after 64 kB, and counts', async () => {
    let sent = 0;
    let open: ServerResponse | undefined;
    const server = createServer((_request, response) => {
      open = response;
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384))) sent += 16_384;
      };
      response.on('drain', more);
      response.writeHead(200);
      more();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await new WebhookSender(LENIENT).post(post(url), never)).toEqual({ status: 200 });
    await until(() => open?.destroyed);
    expect(sent).toBeLessThan(16 * 1024 * 1024);
    server.close();
  });

  it('counts when the body does not end in time', async () => {
    const endpoint = await serving((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nx')),
    );
    const sender = new WebhookSender(LENIENT, { timeoutMs: 200 });
    expect(await sender.post(post(endpoint.url), never)).toEqual({ status: 200 });
    endpoint.close();
  });
});
