import { once } from 'node:events';
import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { rm } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { LoggerService } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { TlsCertificate } from '../../src/http/tls/tls-certificate.js';
import { makeAuthority, type TestAuthority } from '../support/certificates.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { until } from '../support/until.js';
import { tlsFiles, type TlsFiles } from '../support/tls-files.js';

// One story, told in order, of one server whose certificate changes.
let authority: TestAuthority;
let files: TlsFiles;
let server: TestServer;
let port: number;
let lines: string[] = [];

const record = (level: string) => (message: unknown, details: unknown) =>
  lines.push(`${level}: ${typeof message === 'string' ? message : String(details)}`);
const logger: LoggerService = {
  log: record('info'),
  warn: record('warn'),
  error: record('error'),
};

beforeAll(async () => {
  authority = await makeAuthority();
  files = await tlsFiles(await authority.issue());
  server = await startTestServer(files.environment);
  server.app.useLogger(logger);
  port = Number(new URL(await server.app.getUrl()).port);
});
afterAll(async () => {
  await server.close();
  await rm(files.folder, { recursive: true });
});
beforeEach(() => {
  lines = [];
});

/** One look at the files, as the server does every few seconds. */
const look = () => server.app.get(TlsCertificate).look();

/** A certificate with its authority's, which leaves nothing to warn of. */
async function rooted() {
  const { cert, key } = await authority.issue();
  return { cert: `${cert}\n${authority.cert}`, key };
}

/** A connection on which TLS is agreed. */
async function connected(options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, ca: authority.cert, ...options });
  await once(socket, 'secureConnect');
  return socket.on('error', () => undefined);
}

/** What a new connection is shown. */
async function shown(): Promise<string> {
  const socket = await connected();
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

async function get(path: string, agent = new Agent({ ca: authority.cert })) {
  const asked = request({ host: '127.0.0.1', port, path, agent, ca: authority.cert }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const body = JSON.parse(await text(answer)) as { details?: { tls?: object } };
  return { status: answer.statusCode, headers: answer.headers, body, socket: asked.socket };
}

it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s and HTTP/1.1', async (version) => {
  const socket = await connected({
    minVersion: version,
    maxVersion: version,
    ALPNProtocols: ['h2', 'http/1.1'],
  });
  expect([socket.getProtocol(), socket.alpnProtocol]).toEqual([version, 'http/1.1']);
  socket.destroy();
});

it.each(['TLSv1', 'TLSv1.1'] as const)('refuses %s', async (version) => {
  const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
  await expect(connected(old)).rejects.toThrow(/protocol version/);
});

it.each(['AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384'])(
  'refuses %s, which has no forward secrecy or no authenticated encryption',
  async (ciphers) => {
    await expect(connected({ maxVersion: 'TLSv1.2', ciphers })).rejects.toThrow(
      /handshake failure/,
    );
  },
);

it('resumes no session of TLS 1.2, and does not negotiate anew', async () => {
  const first = await connected({ maxVersion: 'TLSv1.2' });
  const session = first.getSession();
  const denied = new Promise((done) => first.once('error', done));
  first.renegotiate({}, () => first.destroy(new Error('It was agreed anew')));
  expect(await denied).toMatchObject({ message: expect.stringMatching(/no renegotiation/) });
  const second = await connected({ maxVersion: 'TLSv1.2', ...(session && { session }) });
  expect(second.isSessionReused()).toBe(false);
  first.destroy();
  second.destroy();
});

it('tells browsers to stay with HTTPS', async () => {
  const { headers } = await get('/health/live');
  expect(headers['strict-transport-security']).toBe('max-age=31536000');
});

it('uses a new certificate for new connections, and leaves those alone that are open', async () => {
  const agent = new Agent({ ca: authority.cert, keepAlive: true, maxSockets: 1 });
  const before = await get('/health/live', agent);
  const old = await shown();
  await files.write(await rooted());
  await look();
  const fresh = await shown();
  expect(fresh).not.toBe(old);
  const after = await get('/health/live', agent);
  expect([after.status, after.socket === before.socket]).toEqual([200, true]);
  expect(server.app.get(TlsCertificate).state()?.fingerprint).toBe(fresh);
  expect(lines).toEqual(['info: The new certificate is in use']);
  // What is agreed with new connections is what it was.
  await expect(connected({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow(
    /protocol/,
  );
  agent.destroy();
});

it('keeps the old certificate while the key of the new one is missing, and says so once', async () => {
  const { cert, key } = await rooted();
  const old = await shown();
  await files.write({ cert });
  await look();
  await look();
  expect(await shown()).toBe(old);
  expect(lines).toEqual([
    expect.stringMatching(
      /^warn: The old certificate stays in use: TLS_KEY_FILE=.*must be the key/,
    ),
  ]);
  await files.write({ key });
  await look();
  expect(await shown()).not.toBe(old);
  expect(lines).toHaveLength(2);
});

it('looks by itself', async () => {
  const old = await shown();
  await files.swap(await rooted());
  await until(async () => (await shown()) !== old);
});

it('sees files that are swapped by a link, and keeps the old ones when the new cannot be used', async () => {
  const old = await shown();
  await files.swap(await authority.issue({ days: -1 }));
  await look();
  expect(await shown()).toBe(old);
  expect(lines).toEqual([expect.stringMatching(/stays in use: TLS_CERT_FILE=".*" has expired$/)]);
  await files.swap(await authority.issue());
  await look();
  expect(await shown()).not.toBe(old);
});

it.each([
  [31, 200, 'up', []],
  [29, 200, 'degraded', ['warn: The certificate in TLS_CERT_FILE expires in less than 30 days']],
  [6, 200, 'degraded', ['error: The certificate in TLS_CERT_FILE expires in less than 7 days']],
])('with a certificate for %d more days readiness is %d, %s', async (days, code, state, told) => {
  await files.swap(await authority.issueByIntermediate({ days }));
  lines = [];
  await look();
  const { status, body } = await get('/health/ready');
  const notAfter = server.app.get(TlsCertificate).state()?.notAfter.toISOString();
  expect([status, body.details?.tls]).toEqual([
    code,
    { status: state, notAfter, daysLeft: days - 1 },
  ]);
  expect(lines.slice(-told.length || lines.length)).toEqual(told);
});

it('warns of a chain that lacks an authority, and serves', async () => {
  await files.swap(await authority.issueByIntermediate({ complete: false }));
  await look();
  expect(lines[0]).toMatch(/^warn: TLS_CERT_FILE=.*"CN=Test Intermediate".*does not follow it/);
  await expect(shown()).rejects.toThrow(/unable to verify/);
});

it('starts with a certificate that has expired, and is not ready until there is another', async () => {
  const expired = await tlsFiles(await authority.issue({ days: -1 }));
  const late = await startTestServer(expired.environment);
  try {
    const before = await late.app.inject('/health/ready');
    expect(before.statusCode).toBe(503);
    expect(before.json()).toMatchObject({
      error: { tls: { status: 'down', reason: 'The certificate has expired', daysLeft: -2 } },
    });
    await expired.swap(await authority.issue());
    await late.app.get(TlsCertificate).look();
    expect((await late.app.inject('/health/ready')).statusCode).toBe(200);
  } finally {
    await late.close();
    await rm(expired.folder, { recursive: true });
  }
});
