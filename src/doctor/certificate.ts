import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { duplexPair } from 'node:stream';
import tls from 'node:tls';
import type { Config } from '../config/config.js';
import { readCertificate, type Certificate } from '../http/tls/certificate-files.js';
import { distinguishedName } from '../http/tls/certificate-chain.js';
import { expiryOf } from '../http/tls/expiry.js';
import { hostOf } from '../outgoing/checked-url.js';
import { openToOthers } from './data-folder.js';
import { failure, ok, warning, type Outcome } from './finding.js';
import { count } from './wording.js';

/** TLS_CERT_FILE and TLS_KEY_FILE. @throws ConfigError when they cannot be used */
export async function tlsFiles(config: Config): Promise<Outcome> {
  const { own } = await readCertificate(config);
  const open = await openToOthers(config.TLS_KEY_FILE);
  if (open !== undefined) return warning(open, `chmod 600 ${config.TLS_KEY_FILE}`);
  return ok(distinguishedName(own.subject));
}

/**
 * Whether callers who know the usual authorities can follow the chain: TLS is spoken with itself.
 * @param ca authorities, in PEM, that are known instead
 */
export async function tlsChain(
  { cert, key, warning: gap }: Certificate,
  ca?: string,
): Promise<Outcome> {
  const [here, there] = duplexPair();
  const server = new tls.TLSSocket(here, { isServer: true, cert, key });
  server.on('error', () => undefined);
  const client = tls.connect({
    socket: there,
    ...(ca !== undefined && { ca }),
    // What is wrong with it is to be told; the name is looked at by itself.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  try {
    await once(client, 'secureConnect');
    if (client.authorized) return ok('complete');
    const found = gap ?? `${String(client.authorizationError)}: no authority that is known here`;
    return warning(
      found,
      'Add the intermediate certificates to TLS_CERT_FILE. With an authority of your own, ask Caterpillar to trust it.',
    );
  } finally {
    client.destroy();
    server.destroy();
  }
}

/** Whether it is for the host that CRS calls. */
export function tlsName({ own }: Certificate, { PUBLIC_URL }: Pick<Config, 'PUBLIC_URL'>): Outcome {
  if (!PUBLIC_URL) return ok('there is no PUBLIC_URL to compare it with');
  const host = hostOf(new URL(PUBLIC_URL));
  const fits = isIP(host) ? own.checkIP(host) : own.checkHost(host);
  if (fits !== undefined) return ok(host);
  return failure(
    `it is for ${own.subjectAltName ?? 'no name'}, and PUBLIC_URL is ${host}`,
    `Get a certificate for ${host}.`,
  );
}

/** How long it counts. @param now milliseconds since 1970 */
export function tlsExpiry({ own }: Pick<Certificate, 'own'>, now: number): Outcome {
  const validity = { notBefore: new Date(own.validFrom), notAfter: new Date(own.validTo) };
  const { daysLeft, state } = expiryOf(validity, now);
  const until = `valid until ${validity.notAfter.toISOString()}, ${count(daysLeft, 'day')} left`;
  const todo = 'Renew it now; the server takes the new files without a restart.';
  if (state === 'fine') return ok(until);
  if (state === 'soon') return warning(until, todo);
  if (state === 'urgent') return failure(until, todo);
  return failure(state === 'expired' ? 'it has expired' : 'it is not valid yet', todo);
}

const LEAST_RSA = 2048;
const LEAST_EC = /^(?:prime256v1|secp384r1|secp521r1)$/;

/** Whether its key is long enough to be taken by others. */
export function tlsKeySize({ own }: Pick<Certificate, 'own'>): Outcome {
  const key: KeyObject = own.publicKey;
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  const found = `${key.asymmetricKeyType} ${modulusLength || namedCurve}`.trim();
  const isRsa = key.asymmetricKeyType?.startsWith('rsa') ?? false;
  const isWeak = isRsa
    ? modulusLength < LEAST_RSA
    : key.asymmetricKeyType === 'ec' && !LEAST_EC.test(namedCurve);
  if (!isWeak) return ok(found);
  return failure(`${found} is too weak`, 'Get a certificate with RSA 2048 or P-256, or more.');
}
