import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  makeAuthority,
  selfSigned,
  type ServerCertificate,
  type TestAuthority,
} from '../../../../test/support/certificates.js';
import { AddressRules } from '../../../outgoing/address-rules.js';
import type { Resolver } from '../../../outgoing/pinned-lookup.js';
import { HostCheck } from './host-check.js';

const trusted = getCACertificates('default');
const servers: Server[] = [];
let authority: TestAuthority;

beforeAll(async () => {
  authority = await makeAuthority();
  setDefaultCACertificates([...trusted, authority.cert]);
});
afterAll(() => setDefaultCACertificates(trusted));
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A server that speaks TLS. */
async function serve(certificate: ServerCertificate): Promise<string> {
  const server = createTlsServer(certificate, (socket) => socket.on('error', () => undefined));
  // One that is refused ends the connection, and is told so here as well.
  server.on('tlsClientError', () => undefined);
  return `https://127.0.0.1:${await listen(server)}/token`;
}

interface Means {
  readonly allowPrivate?: boolean;
  readonly resolve?: Resolver;
  readonly patienceMs?: number;
}

async function check(url: string, { allowPrivate = true, resolve, patienceMs }: Means = {}) {
  const host = new HostCheck(new AddressRules(allowPrivate), resolve, patienceMs);
  const steps = await host.run('tokenUrl', url);
  expect(steps.map(({ step }) => step)).toEqual(['dns', 'tcp', 'tls']);
  expect(steps.every(({ about, detail }) => about === 'tokenUrl' && !detail.includes('\n'))).toBe(
    true,
  );
  return steps;
}

const results = (steps: readonly { result: string }[]) => steps.map(({ result }) => result);

describe('a host that is well', () => {
  it('shows its address, its protocol, and its certificate', async () => {
    const steps = await check(await serve(await authority.issue()));
    expect(results(steps)).toEqual(['ok', 'ok', 'ok']);
    const [dns, tcp, tls] = steps;
    expect(dns?.detail).toBe('127.0.0.1 is an IP address');
    expect(tcp?.detail).toMatch(/^connected to 127\.0\.0\.1, port \d+$/);
    expect(tls?.detail).toMatch(
      /^TLSv1\.3, TLS_\w+; certificate of CN=CRS for 127\.0\.0\.1, issued by CN=Test Authority, valid until \d{4}-\S+Z \((?:89|90) days left\); its chain is complete$/,
    );
    expect(steps.every(({ ok, milliseconds }) => ok && milliseconds >= 0)).toBe(true);
  });

  it('by its name, with an intermediate authority', async () => {
    const url = await serve(await authority.issueByIntermediate({ hosts: ['crs.example'] }));
    const resolve: Resolver = async () => [{ address: '127.0.0.1', family: 4 }];
    const steps = await check(url.replace('127.0.0.1', 'crs.example'), { resolve });
    expect(results(steps)).toEqual(['ok', 'ok', 'ok']);
    expect(steps[0]?.detail).toBe('crs.example is 127.0.0.1');
    expect(steps[2]?.detail).toContain('for crs.example, issued by CN=Test Intermediate');
  });

  it('but whose certificate ends within 30 days is warned about', async () => {
    const [, , tls] = await check(await serve(await authority.issue({ days: 20 })));
    expect(tls).toMatchObject({ ok: true, result: 'warning' });
    expect(tls?.detail).toMatch(/\((?:19|20) days left\)/);
  });

  it('in plain HTTP is warned about', async () => {
    const port = await listen(createTcpServer());
    const [, , tls] = await check(`http://127.0.0.1:${port}/`);
    expect(tls).toMatchObject({ ok: true, result: 'warning', detail: /plain HTTP/ as unknown });
  });
});

describe('a certificate that is not to be trusted fails, and the reason is told', () => {
  it('self-signed', async () => {
    const [, , tls] = await check(await serve(await selfSigned()));
    expect(tls).toMatchObject({ ok: false, result: 'failed' });
    expect(tls?.detail).toMatch(/^its certificate is self-signed \(DEPTH_ZERO_SELF_SIGNED_CERT\);/);
    expect(tls?.detail).toMatch(/; chain: CN=CRS$/);
  });

  it('expired', async () => {
    const [, , tls] = await check(await serve(await authority.issue({ days: -3 })));
    expect(tls?.result).toBe('failed');
    expect(tls?.detail).toMatch(
      /^its certificate has expired \(CERT_HAS_EXPIRED\); .*ended 3 days ago/,
    );
  });

  it('for another host', async () => {
    const [, , tls] = await check(await serve(await authority.issue({ hosts: ['x.example'] })));
    expect(tls?.result).toBe('failed');
    expect(tls?.detail).toMatch(/^its certificate is for another host .* for x\.example, issued/);
  });

  it('by an authority that is not known', async () => {
    const stranger = await makeAuthority('CN=Stranger');
    const [, , tls] = await check(await serve(await stranger.issue()));
    expect(tls?.result).toBe('failed');
    expect(tls?.detail).toMatch(
      /^its certificate chain is incomplete or not trusted .*chain: CN=CRS; not shown and not known here: CN=Stranger$/,
    );
  });

  it('without the intermediate one that has issued it', async () => {
    const issued = await authority.issueByIntermediate({ complete: false });
    const [, , tls] = await check(await serve(issued));
    expect(tls?.result).toBe('failed');
    expect(tls?.detail).toContain(
      'chain: CN=CRS; not shown and not known here: CN=Test Intermediate',
    );
  });
});

describe('a host that cannot be reached fails, and what comes after is not done', () => {
  it('when its name is not known', async () => {
    const steps = await check('https://does-not-exist.invalid/token');
    expect(results(steps)).toEqual(['failed', 'not-done', 'not-done']);
    expect(steps[0]?.detail).toMatch(
      /^the host name (?:is not known|could not be looked up) \(E\w+\)$/,
    );
    expect(steps[1]?.detail).toBe('not done: a step before it failed');
  });

  it('when nobody listens', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const steps = await check(`https://127.0.0.1:${port}/`);
    expect(results(steps)).toEqual(['ok', 'failed', 'not-done']);
    expect(steps[1]?.detail).toBe('the connection was refused (ECONNREFUSED)');
  });

  it('when it speaks no TLS', async () => {
    const port = await listen(createTcpServer((socket) => socket.end('220 mail.example\r\n')));
    const [, , tls] = await check(`https://127.0.0.1:${port}/`);
    expect(tls).toMatchObject({
      result: 'failed',
      detail: 'it does not speak TLS as it must (ERR_SSL_WRONG_VERSION_NUMBER)',
    });
  });

  it('when it ends the connection at once', async () => {
    const port = await listen(createTcpServer((socket) => socket.destroy()));
    const [, , tls] = await check(`https://127.0.0.1:${port}/`);
    expect(tls?.result).toBe('failed');
  });

  it('when it does not answer in time', async () => {
    const port = await listen(createTcpServer());
    const [, , tls] = await check(`https://127.0.0.1:${port}/`, { patienceMs: 100 });
    expect(tls).toMatchObject({
      result: 'failed',
      detail: 'TLS was not agreed upon within 0.1 seconds',
    });
    const resolve: Resolver = () => new Promise(() => undefined);
    const [dns] = await check('https://crs.example/', { resolve, patienceMs: 100 });
    expect(dns).toMatchObject({
      result: 'failed',
      detail: 'the host name was not looked up within 0.1 seconds',
    });
  });

  it('when its address is not public, and such are not allowed', async () => {
    const strict = { allowPrivate: false };
    for (const url of ['https://127.0.0.1/', 'https://localhost/', 'http://crs.example/']) {
      const steps = await check(url, strict);
      expect(results(steps)).toEqual(['failed', 'not-done', 'not-done']);
      expect(steps[0]?.detail).toMatch(/^the URL must /);
    }
    const resolve: Resolver = async () => [{ address: '10.0.0.1', family: 4 }];
    const [dns] = await check('https://crs.example/', { ...strict, resolve });
    expect(dns).toMatchObject({ result: 'failed', detail: 'its address is not public' });
  });
});
