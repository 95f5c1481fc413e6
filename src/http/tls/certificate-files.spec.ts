import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  makeAuthority,
  selfSigned,
  type TestAuthority,
} from '../../../test/support/certificates.js';
import { readCertificate } from './certificate-files.js';

let folder: string;
let files: { TLS_CERT_FILE: string; TLS_KEY_FILE: string };
let authority: TestAuthority;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  files = { TLS_CERT_FILE: join(folder, 'cert.pem'), TLS_KEY_FILE: join(folder, 'key.pem') };
  authority = await makeAuthority();
});
afterAll(() => rm(folder, { recursive: true }));

async function read(cert: string, key: string) {
  await writeFile(files.TLS_CERT_FILE, cert);
  await writeFile(files.TLS_KEY_FILE, key);
  return readCertificate(files);
}

/** What is said of files that cannot be used, without their folder. */
async function refusal(cert: string, key: string): Promise<string> {
  const error = await read(cert, key).then(
    () => new Error('It was taken'),
    (reason: unknown) => reason as Error,
  );
  expect(error.message).not.toContain('PRIVATE KEY');
  return `${error.name}: ${error.message.replaceAll(`${folder}/`, '')}`;
}

it('takes a certificate with its key, and says what it is', async () => {
  const { cert, key } = await selfSigned();
  expect(await read(cert, key)).toMatchObject({ cert, key, warning: undefined });
});

it('takes a chain that ends in an authority of its own', async () => {
  const { cert, key } = await authority.issue();
  expect((await read(`${cert}\n${authority.cert}`, key)).warning).toBeUndefined();
});

it('takes a chain whose last authority is missing, and says so', async () => {
  const { cert, key } = await authority.issueByIntermediate({ complete: false });
  expect((await read(cert, key)).warning).toBe(
    `TLS_CERT_FILE="${files.TLS_CERT_FILE}": the certificate of the authority "CN=Test Intermediate", which signed "CN=CRS", does not follow it: callers that do not know that authority themselves cannot connect`,
  );
});

it('names the file that is missing, or that may not be read', async () => {
  const { cert, key } = await selfSigned();
  await read(cert, key);
  await expect(readCertificate({ ...files, TLS_KEY_FILE: join(folder, 'none') })).rejects.toThrow(
    /^TLS_KEY_FILE="[^"]+none" is not allowed: it must be a file that can be read \(ENOENT/,
  );
  await expect(readCertificate({ ...files, TLS_CERT_FILE: folder })).rejects.toThrow(
    /^TLS_CERT_FILE="[^"]+" is not allowed: it must be a file that can be read \(EISDIR/,
  );
  if (process.getuid?.() === 0) return;
  await chmod(files.TLS_KEY_FILE, 0);
  await expect(readCertificate(files)).rejects.toThrow(/TLS_KEY_FILE=.*\(EACCES/);
  await chmod(files.TLS_KEY_FILE, 0o600);
});

it('refuses a file without a certificate, and one that is cut off', async () => {
  const { cert, key } = await selfSigned();
  const must = "must be certificates in PEM, the server's own first";
  expect(await refusal('', key)).toBe(
    `ConfigError: TLS_CERT_FILE="cert.pem" is not allowed: it ${must} (it holds none)`,
  );
  const cutOff = await refusal(`${cert}\n${cert.slice(0, 200)}`, key);
  expect(cutOff).toContain(`${must} (it holds something that is no whole certificate)`);
  expect(await refusal(key, cert)).toContain(must);
  expect(await refusal(cert.replace('MII', 'AAA'), key)).toContain(must);
});

it('refuses a key that is none, that has a passphrase, or that is of another certificate', async () => {
  const { cert, key } = await selfSigned();
  const cipher = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;
  const encrypted = createPrivateKey(key).export(cipher).toString();
  const must = 'ConfigError: TLS_KEY_FILE="key.pem" is not allowed: it must be';
  expect(await refusal(cert, cert)).toBe(`${must} a private key in PEM`);
  expect(await refusal(cert, encrypted)).toBe(
    `${must} a key without a passphrase (it is encrypted)`,
  );
  expect(await refusal(cert, (await selfSigned()).key)).toBe(
    `${must} the key of TLS_CERT_FILE="cert.pem" (CN=CRS)`,
  );
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  expect(await refusal(cert, other)).toContain(`${must} the key of`);
});

it('refuses a chain in the wrong order', async () => {
  const { cert, key } = await authority.issue();
  expect(await refusal(`${authority.cert}\n${cert}`, key)).toBe(
    'ConfigError: TLS_CERT_FILE="cert.pem" is not allowed: it must be certificates in their order, the server\'s own first',
  );
});
