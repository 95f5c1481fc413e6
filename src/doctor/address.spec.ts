import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttp, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  makeAuthority,
  selfSigned,
  type ServerCertificate,
  type TestAuthority,
} from '../../test/support/certificates.js';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { readConfig, type Config } from '../config/config.js';
import { readCertificate } from '../http/tls/certificate-files.js';
import { tlsChain, tlsExpiry, tlsFiles, tlsKeySize, tlsName } from './certificate.js';
import { issuer } from './issuer.js';
import { publicAddress, publicCertificate, serverRunning } from './own-address.js';

const DAY_MS = 24 * 60 * 60_000;
const servers: Server[] = [];
let folder: string;
let authority: TestAuthority;

beforeAll(async () => {
  folder = await temporaryFolder();
  authority = await makeAuthority();
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(answers: Record<string, [number, object]>, tls?: ServerCertificate) {
  const handle: Parameters<typeof createHttp>[1] = ({ url = '' }, response) => {
    const [status, body] = answers[url] ?? [404, {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const server = tls ? createHttps(tls, handle) : createHttp(handle);
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

describe('the certificate', () => {
  let config: Config;
  const put = async ({ cert, key }: ServerCertificate) => {
    const files = {
      TLS_CERT_FILE: join(folder, 'cert.pem'),
      TLS_KEY_FILE: join(folder, 'key.pem'),
    };
    await writeFile(files.TLS_CERT_FILE, cert);
    await writeFile(files.TLS_KEY_FILE, key, { mode: 0o600 });
    config = readConfig({ ...files, PUBLIC_URL: 'https://crs.dealer.example' });
    return readCertificate(config);
  };

  it('is readable, with a key for its owner alone', async () => {
    await put(await selfSigned());
    expect(await tlsFiles(config)).toMatchObject({ result: 'ok', found: 'CN=CRS' });
    await chmod(config.TLS_KEY_FILE, 0o644);
    expect(await tlsFiles(config)).toMatchObject({
      result: 'warning',
      todo: `chmod 600 ${config.TLS_KEY_FILE}`,
    });
    await chmod(config.TLS_KEY_FILE, 0o600);
    await writeFile(config.TLS_KEY_FILE, (await selfSigned()).key);
    await expect(tlsFiles(config)).rejects.toThrow(/TLS_KEY_FILE/);
  });

  it('leads to an authority that is known', async () => {
    const complete = await put(await authority.issueByIntermediate());
    expect(await tlsChain(complete, authority.cert)).toEqual({ result: 'ok', found: 'complete' });
    const cut = await put(await authority.issueByIntermediate({ complete: false }));
    expect(await tlsChain(cut, authority.cert)).toMatchObject({ result: 'warning' });
    expect(await tlsChain(await put(await authority.issue()))).toMatchObject({
      result: 'warning',
      found: expect.stringMatching(/Test Authority/),
    });
    expect(await tlsChain(await put(await selfSigned()))).toMatchObject({
      result: 'warning',
      found: 'DEPTH_ZERO_SELF_SIGNED_CERT: no authority that is known here',
    });
  });

  it('is for the host of PUBLIC_URL', async () => {
    const good = await put(await selfSigned({ hosts: ['x.example', '*.dealer.example'] }));
    expect(tlsName(good, config)).toMatchObject({ result: 'ok' });
    expect(tlsName(good, { PUBLIC_URL: '' })).toMatchObject({ result: 'ok' });
    const bad = await put(await selfSigned({ hosts: ['127.0.0.1'] }));
    expect(tlsName(bad, { PUBLIC_URL: 'https://127.0.0.1' })).toMatchObject({ result: 'ok' });
    expect(tlsName(bad, config)).toMatchObject({
      result: 'failure',
      todo: 'Get a certificate for crs.dealer.example.',
    });
  });

  it('counts for a while yet', async () => {
    const certificate = await put(await selfSigned({ days: 90 }));
    const end = Date.parse(certificate.own.validTo);
    const left = (days: number) => tlsExpiry(certificate, end - days * DAY_MS).result;
    expect([31, 29, 6, -1].map(left)).toEqual(['ok', 'warning', 'failure', 'failure']);
    expect(tlsExpiry(certificate, end - 200 * DAY_MS)).toMatchObject({
      result: 'failure',
      found: 'it is not valid yet',
    });
  });

  it('has a key that is long enough', async () => {
    const { own } = await put(await selfSigned());
    expect(tlsKeySize({ own })).toMatchObject({ result: 'ok', found: 'ec prime256v1' });
    const withKey = (publicKey: object) =>
      Object.create(own, { publicKey: { value: publicKey } }) as X509Certificate;
    const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits }).publicKey;
    expect(tlsKeySize({ own: withKey(rsa(2048)) })).toMatchObject({ result: 'ok' });
    expect(tlsKeySize({ own: withKey(rsa(1024)) })).toMatchObject({
      result: 'failure',
      found: 'rsa 1024 is too weak',
    });
  });
});

describe('the server', () => {
  const READY = '/health/ready';
  const running = (port: number, more = {}) =>
    serverRunning(readConfig({ PORT: `${port}`, HOST: '0.0.0.0', ...more }));

  it('runs and is ready, or tells what is not', async () => {
    expect(await running(await listening({ [READY]: [200, { status: 'ok' }] }))).toMatchObject({
      result: 'ok',
    });
    const down = { status: 'error', error: { database: { status: 'down' } } };
    expect(await running(await listening({ [READY]: [503, down] }))).toMatchObject({
      result: 'failure',
      found: expect.stringMatching(/answers 503: database$/),
    });
    expect(await running(1)).toMatchObject({ result: 'warning' });
    expect(await running(0)).toMatchObject({ result: 'not-checked' });
  });

  it('may speak TLS itself', async () => {
    const port = await listening({ [READY]: [200, {}] }, await selfSigned());
    const files = { TLS_CERT_FILE: 'c', TLS_KEY_FILE: 'k' };
    expect(await running(port, files)).toMatchObject({ result: 'ok' });
  });

  const METADATA = '/.well-known/oauth-authorization-server';
  const at = (url: string) => readConfig({ PUBLIC_URL: url });

  it('is what PUBLIC_URL leads to', async () => {
    const answers: Record<string, [number, object]> = {};
    const url = `http://127.0.0.1:${await listening(answers)}`;
    answers[METADATA] = [200, { issuer: url }];
    expect(await publicAddress(at(url), true)).toMatchObject({ result: 'ok' });
    answers[METADATA] = [200, { issuer: 'https://another.example' }];
    expect(await publicAddress(at(url), true)).toMatchObject({ result: 'failure' });
    answers[METADATA] = [502, {}];
    expect(await publicAddress(at(url), true)).toMatchObject({
      result: 'failure',
      found: expect.stringMatching(/answers 502$/),
    });
    expect(await publicAddress(readConfig({}), true)).toMatchObject({ result: 'not-checked' });
  });

  it('may be out of reach: worse when it runs', async () => {
    const nowhere = at('http://127.0.0.1:1');
    expect(await publicAddress(nowhere, true)).toMatchObject({ result: 'failure' });
    expect(await publicAddress(nowhere, false)).toMatchObject({ result: 'warning' });
  });

  it('shows a certificate that callers can trust', async () => {
    const good = await listening({}, await authority.issue());
    const shown = (days: number) =>
      publicCertificate(
        at(`https://127.0.0.1:${good}`),
        Date.now() + days * DAY_MS,
        authority.cert,
      );
    expect(await shown(0)).toMatchObject({
      result: 'ok',
      found: expect.stringMatching(/^TLSv1\.3, .*its chain is complete$/),
    });
    expect(await shown(70)).toMatchObject({ result: 'warning' });
    expect(await shown(85)).toMatchObject({ result: 'failure' });
    const port = await listening({}, await selfSigned());
    const look = (url: string) => publicCertificate(at(url), Date.now());
    expect(await look(`https://127.0.0.1:${port}`)).toMatchObject({
      result: 'failure',
      found: expect.stringMatching(/self-signed.*TLSv1\.3/),
    });
    expect(await look(`http://127.0.0.1:${port}`)).toMatchObject({ result: 'not-checked' });
    expect(await look('https://127.0.0.1:1')).toMatchObject({ result: 'not-checked' });
  });

  it('reaches the identity provider, whose keys it needs', async () => {
    const answers: Record<string, [number, object]> = {};
    const url = `http://127.0.0.1:${await listening(answers)}`;
    const look = (given: string) =>
      issuer(readConfig({ OAUTH_ISSUER_URL: given, OAUTH_AUDIENCE: 'x' }));
    expect(await look('')).toMatchObject({ result: 'ok' });
    expect(await look(url)).toMatchObject({ result: 'failure' });
    answers['/.well-known/openid-configuration'] = [200, { issuer: url, jwks_uri: `${url}/keys` }];
    answers['/keys'] = [200, { keys: [{ kid: '1' }] }];
    expect(await look(url)).toMatchObject({ result: 'ok', found: `${url} shows 1 key` });
  });
});
