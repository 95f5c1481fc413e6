import type { AddressInfo, Socket } from 'node:net';
import {
  createServer,
  getCACertificates,
  setDefaultCACertificates,
  type TlsOptions,
} from 'node:tls';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { checkTls } from '../../src/simulator/check/tls-check.js';
import { Run } from '../../src/simulator/run.js';
import { makeAuthority, selfSigned, type TestAuthority } from '../support/certificates.js';

let authority: TestAuthority;
const trusted = getCACertificates('default');

beforeAll(async () => {
  authority = await makeAuthority();
  setDefaultCACertificates([...trusted, authority.cert]);
});
afterAll(() => setDefaultCACertificates(trusted));

/** The ids of what is found at a server. */
async function found(options: TlsOptions): Promise<string[]> {
  const server = createServer(options, (socket) => socket.on('error', () => undefined));
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const findings = await foundAt(`https://127.0.0.1:${port}`);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
  return findings;
}

async function foundAt(origin: string): Promise<string[]> {
  const run = new Run('crs check', origin);
  const settings = { clientId: 'crs', clientSecret: '' };
  await checkTls(run, { ...settings, url: `${origin}/api/v1`, tokenUrl: `${origin}/token` });
  return run.findings.list().map(({ rule }) => rule.id);
}

it('finds nothing where the chain is whole and the versions are new', async () => {
  expect(await found(await authority.issueByIntermediate())).toEqual([]);
});

it('finds a certificate that is missing in the chain', async () => {
  expect(await found(await authority.issueByIntermediate({ complete: false }))).toEqual([
    'TLS-CHAIN',
  ]);
});

it('finds a certificate that is signed by itself', async () => {
  expect(await found(await selfSigned())).toEqual(['TLS-CHAIN']);
});

it('finds a certificate of another name', async () => {
  expect(await found(await authority.issue({ hosts: ['dealer.example'] }))).toEqual(['TLS-NAME']);
});

it('finds a certificate that has ended, and one that soon will', async () => {
  expect(await found(await authority.issue({ days: -3 }))).toEqual(['TLS-EXPIRED']);
  expect(await found(await authority.issue({ days: 20 }))).toEqual(['TLS-EXPIRES-SOON']);
});

const OLD: TlsOptions = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' };

it('finds old versions of TLS beside new ones, and without them', async () => {
  const certificate = await authority.issue();
  expect(await found({ ...certificate, ...OLD })).toEqual(['TLS-OUTDATED']);
  expect(await found({ ...certificate, ...OLD, maxVersion: 'TLSv1.1' })).toEqual(['TLS-VERSION']);
});

it('finds plain http, but not on this machine', async () => {
  expect(await foundAt('http://dealer.example')).toEqual(['TLS-USED']);
  expect(await foundAt('http://127.0.0.1:8080')).toEqual([]);
});
