import { readNetworks } from '../config/addresses.js';
import type { Config } from '../config/config.js';
import { failure, ok, warning, type Outcome } from './finding.js';

/** Whether an address to listen on, or a host, is this machine's own only. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/i.test(host);
}

/** NODE_ENV. */
export function mode({ NODE_ENV, PUBLIC_URL }: Config): Outcome {
  const found = `NODE_ENV is ${NODE_ENV}`;
  const isPublic = PUBLIC_URL.startsWith('https:') && !isLoopback(new URL(PUBLIC_URL).hostname);
  if (NODE_ENV === 'production' || !isPublic) return ok(found);
  return warning(`${found}, and PUBLIC_URL is public`, 'Set NODE_ENV=production.');
}

/** The address that CRS calls; it stands in every token. */
export function publicUrl({ NODE_ENV, PUBLIC_URL, PORT }: Config): Outcome {
  const isProduction = NODE_ENV === 'production';
  const todo = 'Set PUBLIC_URL to the https address that CRS reaches this server at.';
  if (PUBLIC_URL === '') {
    const found = `not set: tokens name http://localhost:${PORT} as their issuer`;
    return isProduction ? failure(found, todo) : ok(`${found}, which is enough to try it out`);
  }
  const { origin, protocol, hostname } = new URL(PUBLIC_URL);
  if (!isProduction) return ok(origin);
  if (protocol !== 'https:') return failure(`${origin} is not https`, todo);
  if (isLoopback(hostname)) return warning(`${origin} is this machine's own name`, todo);
  return ok(origin);
}

/** Who can get to the port, and whether he can listen in. */
export function listen(config: Config): Outcome {
  const { HOST, PORT, TLS_CERT_FILE, TRUST_PROXY, NODE_ENV } = config;
  const found = `${HOST}, port ${PORT}`;
  if (PORT === 0 && NODE_ENV === 'production')
    return warning(`${found}: another port at every start`, 'Set PORT to a fixed one.');
  if (isLoopback(HOST)) return ok(`${found}: for this machine only`);
  if (TLS_CERT_FILE) return ok(`${found}, with TLS`);
  if (TRUST_PROXY) return ok(`${found}, behind a proxy`);
  return warning(
    `${found}: open to the network, without TLS and without a proxy`,
    'Set TLS_CERT_FILE and TLS_KEY_FILE, or TRUST_PROXY, or HOST=127.0.0.1.',
  );
}

/** Whether the proxy is known whose word on addresses is believed. */
export function proxy({ PUBLIC_URL, TLS_CERT_FILE, TRUST_PROXY, ALLOW_FROM }: Config): Outcome {
  const networks = TRUST_PROXY ? (readNetworks(TRUST_PROXY) ?? []) : [];
  if (networks.some(([, bits]) => bits === 0))
    return failure(
      'TRUST_PROXY believes everybody: a caller can write any address into X-Forwarded-For',
      'Name the addresses of the proxies only.',
    );
  const isBehindOne = PUBLIC_URL.startsWith('https:') && !TLS_CERT_FILE;
  if (!isBehindOne || TRUST_PROXY)
    return ok(TRUST_PROXY ? `${TRUST_PROXY} is believed` : 'no proxy is believed');
  const found = 'PUBLIC_URL is https by way of a proxy, and TRUST_PROXY is not set';
  const todo = "Set TRUST_PROXY to the proxy's address.";
  return ALLOW_FROM
    ? failure(`${found}: ALLOW_FROM looks at the address of the proxy`, todo)
    : warning(`${found}: the log shows the address of the proxy`, todo);
}

/** What may be called for others. */
export function privateAddresses(config: Config): Outcome {
  const names = (['CRS_ALLOW_PRIVATE', 'WEBHOOK_ALLOW_PRIVATE'] as const).filter(
    (name) => config[name] === 'on',
  );
  if (names.length === 0) return ok('both are off');
  const found = `${names.join(' and ')} on: the server can be made to call your own network`;
  if (config.NODE_ENV !== 'production') return ok(`${found}, as for a trial`);
  return warning(found, `Set ${names.map((name) => `${name}=off`).join(' and ')}.`);
}

/** Who can read the metrics, which ask for no token. */
export function metrics({ METRICS_PORT, METRICS_HOST, PORT, HOST }: Config): Outcome {
  if (METRICS_PORT === 'off') return ok('off');
  const found = `${METRICS_HOST}, port ${METRICS_PORT}`;
  if (METRICS_PORT !== 0 && METRICS_PORT === PORT && METRICS_HOST === HOST)
    return failure(`${found}: the same as the API`, 'Set METRICS_PORT to another port.');
  if (isLoopback(METRICS_HOST)) return ok(`${found}: for this machine only`);
  return warning(
    `${found}: whoever reaches it can read them`,
    'Let only the monitoring reach it, by a firewall or a network of its own.',
  );
}
