import { createHash, createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { ConfigError, type Config } from '../../config/config.js';
import { gapOf, distinguishedName, readChain } from './certificate-chain.js';
import { TLS_OPTIONS } from './tls-options.js';

type Files = Pick<Config, 'TLS_CERT_FILE' | 'TLS_KEY_FILE'>;
type Name = keyof Files;

/** What the two files hold, unchecked. */
export interface FileContents {
  readonly cert: string;
  readonly key: string;
  /** Of both together: another one means that a file has changed. */
  readonly digest: string;
}

/** A certificate with its key, fit to be used. */
export interface Certificate extends FileContents {
  /** The server's own certificate. */
  readonly own: X509Certificate;
  /** What an operator should know of it, though it can be used. */
  readonly warning: string | undefined;
}

/** Reads TLS_CERT_FILE and TLS_KEY_FILE, and checks them. @throws ConfigError naming variable and file */
export async function readCertificate(files: Files): Promise<Certificate> {
  return checkCertificate(files, await readContents(files));
}

/** @throws ConfigError when a file cannot be read */
export async function readContents(files: Files): Promise<FileContents> {
  const [cert, key] = [await read(files, 'TLS_CERT_FILE'), await read(files, 'TLS_KEY_FILE')];
  const digest = createHash('sha256')
    .update(JSON.stringify([cert, key]))
    .digest('hex');
  return { cert, key, digest };
}

/** @throws ConfigError when TLS cannot be spoken with what the files hold */
export function checkCertificate(files: Files, contents: FileContents): Certificate {
  const [own, ...others] = chainOf(files, contents.cert);
  const key = keyOf(files, contents.key);
  if (!own.checkPrivateKey(key)) throw mismatch(files, own, others, key);
  try {
    createSecureContext({ ...TLS_OPTIONS, cert: contents.cert, key: contents.key });
  } catch (error) {
    throw fault(files, 'TLS_CERT_FILE', `a certificate fit for TLS (${messageOf(error)})`);
  }
  const gap = gapOf([own, ...others]);
  const warning = gap && `TLS_CERT_FILE="${files.TLS_CERT_FILE}": ${gap}`;
  return { ...contents, own, warning };
}

async function read(files: Files, name: Name): Promise<string> {
  try {
    return await readFile(files[name], 'utf8');
  } catch (error) {
    throw fault(files, name, `a file that can be read (${messageOf(error)})`);
  }
}

function chainOf(files: Files, pem: string): [X509Certificate, ...X509Certificate[]] {
  let reason = 'it holds none';
  try {
    const [own, ...others] = readChain(pem);
    if (own) return [own, ...others];
  } catch (error) {
    reason = messageOf(error);
  }
  throw fault(files, 'TLS_CERT_FILE', `certificates in PEM, the server's own first (${reason})`);
}

function keyOf(files: Files, pem: string): KeyObject {
  if (pem.includes('ENCRYPTED'))
    throw fault(files, 'TLS_KEY_FILE', 'a key without a passphrase (it is encrypted)');
  try {
    return createPrivateKey(pem);
  } catch {
    throw fault(files, 'TLS_KEY_FILE', 'a private key in PEM');
  }
}

function mismatch(
  files: Files,
  own: X509Certificate,
  others: readonly X509Certificate[],
  key: KeyObject,
): ConfigError {
  if (others.some((other) => other.checkPrivateKey(key)))
    return fault(files, 'TLS_CERT_FILE', "certificates in their order, the server's own first");
  const subject = distinguishedName(own.subject);
  const whose = `the key of TLS_CERT_FILE="${files.TLS_CERT_FILE}" (${subject})`;
  return fault(files, 'TLS_KEY_FILE', whose);
}

function fault(files: Files, name: Name, allowed: string): ConfigError {
  return new ConfigError(`${name}="${files[name]}" is not allowed: it must be ${allowed}`);
}

function messageOf(error: unknown): string {
  return (error as Error).message;
}
