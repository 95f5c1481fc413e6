// The library of certificates finds its parts by decorators.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type Extension,
  type X509Certificate,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 24 * 60 * 60_000;

/** A certificate with its key, in PEM, as a server of TLS takes them. */
export interface ServerCertificate {
  /** The certificates that the server shows: its own first. */
  readonly cert: string;
  readonly key: string;
}

/** What is asked of a certificate. */
export interface CertificateRequest {
  /** IP addresses and host names that it is for; 127.0.0.1 when left out. */
  readonly hosts?: readonly string[];
  /** In days from now; 90 when left out. In the past: it has expired. */
  readonly days?: number;
}

/** An authority that nobody trusts who was not told to. */
export interface TestAuthority {
  /** Its own certificate, in PEM: with NODE_EXTRA_CA_CERTS or `ca` it is trusted. */
  readonly cert: string;
  issue(request?: CertificateRequest): Promise<ServerCertificate>;
  /** Signed by an intermediate authority whose certificate is shown as well, unless `complete` is false. */
  issueByIntermediate(
    request?: CertificateRequest & { complete?: boolean },
  ): Promise<ServerCertificate>;
}

interface Issuer {
  readonly name: string;
  readonly key: webcrypto.CryptoKey;
}

/** Makes an authority of the test's own. */
export async function makeAuthority(name = 'CN=Test Authority'): Promise<TestAuthority> {
  const keys = await makeKeys();
  const root: Issuer = { name, key: keys.privateKey };
  const certificate = await sign({
    subject: name,
    keys,
    days: 3650,
    issuer: root,
    isAuthority: true,
  });
  return {
    cert: certificate.toString('pem'),
    issue: (request = {}) => issue(root, request),
    async issueByIntermediate({ complete = true, ...request } = {}) {
      const own = await makeKeys();
      const between = 'CN=Test Intermediate';
      const about = { subject: between, keys: own, days: 3650, issuer: root, isAuthority: true };
      const shown = await sign(about);
      const issued = await issue({ name: between, key: own.privateKey }, request);
      return complete ? { ...issued, cert: `${issued.cert}\n${shown.toString('pem')}` } : issued;
    },
  };
}

/** A certificate that is signed with its own key. */
export async function selfSigned(request: CertificateRequest = {}): Promise<ServerCertificate> {
  return issue(undefined, request);
}

async function issue(
  issuer: Issuer | undefined,
  { hosts = ['127.0.0.1'], days = 90 }: CertificateRequest,
): Promise<ServerCertificate> {
  const keys = await makeKeys();
  const subject = 'CN=CRS';
  const signer = issuer ?? { name: subject, key: keys.privateKey };
  const certificate = await sign({ subject, keys, days, issuer: signer, hosts });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { cert: certificate.toString('pem'), key: pem('PRIVATE KEY', pkcs8) };
}

interface About {
  readonly subject: string;
  readonly keys: webcrypto.CryptoKeyPair;
  readonly days: number;
  readonly issuer: Issuer;
  readonly hosts?: readonly string[];
  readonly isAuthority?: boolean;
}

function sign({
  subject,
  keys,
  days,
  issuer,
  hosts,
  isAuthority = false,
}: About): Promise<X509Certificate> {
  const now = Date.now();
  const extensions: Extension[] = [new BasicConstraintsExtension(isAuthority, undefined, true)];
  if (isAuthority) extensions.push(new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true));
  if (hosts) extensions.push(new SubjectAlternativeNameExtension(hosts.map(alternative)));
  return X509CertificateGenerator.create(
    {
      subject,
      issuer: issuer.name,
      // Also of one that has expired, a month before it did.
      notBefore: new Date(Math.min(now, now + days * DAY_MS) - 30 * DAY_MS),
      notAfter: new Date(now + days * DAY_MS),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey: issuer.key,
      extensions,
    },
    webcrypto,
  );
}

function alternative(host: string) {
  return { type: /^[\d.]+$|:/.test(host) ? ('ip' as const) : ('dns' as const), value: host };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function pem(label: string, der: ArrayBuffer): string {
  const lines = Buffer.from(der).toString('base64').replaceAll(/.{64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
