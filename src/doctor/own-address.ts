import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { Agent, request } from 'undici';
import type { Config } from '../config/config.js';
import { ownHost } from '../config/own-host.js';
import { certificateFinding } from '../outbox/connection/check/certificate-finding.js';
import { StepFailure } from '../outbox/connection/check/check-step.js';
import { failureLine } from '../outgoing/failure-line.js';
import { expiryOf } from '../http/tls/expiry.js';
import { isSameIssuer } from '../auth/issuer-discovery.js';
import { hostOf } from '../outgoing/checked-url.js';
import { failure, notChecked, ok, warning, type Outcome } from './finding.js';
import { few } from './wording.js';

const PATIENCE_MS = 5_000;

/** What an address answered. */
interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Asks one address. Certificates are looked at by themselves. @throws when there is no answer */
async function ask(url: string): Promise<Answer> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false, timeout: PATIENCE_MS } });
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const { statusCode, body } = await request(url, { dispatcher, signal });
    return { status: statusCode, body: parsed(await body.text()) };
  } finally {
    await dispatcher.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The server's own port, as this machine reaches it. */
function localUrl({ HOST, PORT, TLS_CERT_FILE }: Config): string {
  const host = ownHost(HOST);
  const named = isIP(host) === 6 ? `[${host}]` : host;
  return `${TLS_CERT_FILE ? 'https' : 'http'}://${named}:${PORT}`;
}

/** Whether the server runs on this machine. */
export async function serverRunning(config: Config): Promise<Outcome> {
  if (config.PORT === 0) return notChecked('PORT is 0: nobody knows which one it has');
  const url = `${localUrl(config)}/health/ready`;
  const answer = await ask(url).catch(() => undefined);
  if (!answer)
    return warning(
      `nothing answers at ${url}`,
      'Start the server; if it runs on another machine, this does not matter.',
    );
  const { error = {} } = (answer.body ?? {}) as { error?: object };
  if (answer.status === 200) return ok(`ready, at ${localUrl(config)}`);
  return failure(
    `${url} answers ${answer.status}: ${few(Object.keys(error)) || 'it may be another program'}`,
    'Read the log of the server.',
  );
}

/**
 * Whether PUBLIC_URL leads here.
 * @param isRunning whether the server runs on this machine, as far as it is known
 */
export async function publicAddress({ PUBLIC_URL }: Config, isRunning: boolean): Promise<Outcome> {
  if (!PUBLIC_URL) return notChecked('there is no PUBLIC_URL');
  const url = `${PUBLIC_URL}/.well-known/oauth-authorization-server`;
  try {
    const { status, body } = await ask(url);
    const { issuer } = (body ?? {}) as { issuer?: unknown };
    if (status === 200 && isSameIssuer(issuer, PUBLIC_URL)) return ok(PUBLIC_URL);
    const what = status === 200 ? 'as another server' : `${status}`;
    return failure(`${url} answers ${what}`, 'Check DNS, the proxy, and PUBLIC_URL itself.');
  } catch (error) {
    return (isRunning ? failure : warning)(
      `${PUBLIC_URL}: ${failureLine(error)}`,
      'Check DNS, the proxy and the firewall; some networks cannot reach their own public address.',
    );
  }
}

/**
 * What callers of PUBLIC_URL are shown.
 * @param now milliseconds since 1970
 * @param ca authorities, in PEM, that are known instead of the usual ones
 */
export async function publicCertificate(
  { PUBLIC_URL }: Config,
  now: number,
  ca?: string,
): Promise<Outcome> {
  if (!PUBLIC_URL.startsWith('https:')) return notChecked('PUBLIC_URL is not https');
  const url = new URL(PUBLIC_URL);
  const host = hostOf(url);
  const socket = connect({
    host,
    port: Number(url.port) || 443,
    ...(!isIP(host) && { servername: host }),
    ...(ca !== undefined && { ca }),
    rejectUnauthorized: false,
    timeout: PATIENCE_MS,
  });
  try {
    await agreed(socket);
    return shown(socket, now);
  } catch (error) {
    if (error instanceof StepFailure)
      return failure(error.message, 'Put the right certificate, with its intermediates, in place.');
    return notChecked(`${host} does not agree on TLS: ${failureLine(error)}`);
  } finally {
    socket.destroy();
  }
}

function shown(socket: TLSSocket, now: number): Outcome {
  // Before the finding is made: Node.js tells the certificate's own form one time only.
  const { valid_from: from, valid_to: to } = socket.getPeerCertificate();
  const { detail } = certificateFinding(socket, now);
  const validity = { notBefore: new Date(from), notAfter: new Date(to) };
  const { state } = expiryOf(validity, now);
  if (state === 'fine') return ok(detail);
  return (state === 'soon' ? warning : failure)(detail, 'Renew the certificate.');
}

function agreed(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.on('error', reject);
    socket.once('timeout', () => reject(new Error('there was no answer in time')));
  });
}
