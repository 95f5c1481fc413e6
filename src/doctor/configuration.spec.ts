import { expect, it } from '@jest/globals';
import { readConfig, type Config } from '../config/config.js';
import { listen, metrics, mode, privateAddresses, proxy, publicUrl } from './config-access.js';
import { logLevel, pool, timeouts } from './config-limits.js';
import type { CheckResult, Outcome } from './finding.js';

const PRODUCTION = { NODE_ENV: 'production' };
const PUBLIC = { ...PRODUCTION, PUBLIC_URL: 'https://crs.dealer.example' };
const TLS = { TLS_CERT_FILE: 'cert.pem', TLS_KEY_FILE: 'key.pem' };

type Case = readonly [
  check: (config: Config) => Outcome,
  environment: Readonly<Record<string, string>>,
  result: CheckResult,
  todo?: RegExp,
];

const CASES: readonly Case[] = [
  [mode, {}, 'ok'],
  [mode, PUBLIC, 'ok'],
  [mode, { PUBLIC_URL: 'https://localhost' }, 'ok'],
  [mode, { PUBLIC_URL: 'https://crs.dealer.example' }, 'warning', /NODE_ENV=production/],
  [mode, { ...PUBLIC, NODE_ENV: 'test' }, 'warning', /NODE_ENV=production/],

  [publicUrl, {}, 'ok'],
  [publicUrl, { PUBLIC_URL: 'http://192.0.2.7:3000' }, 'ok'],
  [publicUrl, PUBLIC, 'ok'],
  [publicUrl, PRODUCTION, 'failure', /https/],
  [publicUrl, { ...PUBLIC, PUBLIC_URL: 'http://crs.dealer.example' }, 'failure', /https/],
  [publicUrl, { ...PUBLIC, PUBLIC_URL: 'https://localhost' }, 'warning', /https/],

  [listen, {}, 'ok'],
  [listen, { HOST: '::1' }, 'ok'],
  [listen, { HOST: '0.0.0.0', ...TLS }, 'ok'],
  [listen, { HOST: '0.0.0.0', TRUST_PROXY: '10.0.0.1' }, 'ok'],
  [listen, { HOST: '0.0.0.0' }, 'warning', /HOST=127\.0\.0\.1/],
  [listen, { PORT: '0' }, 'ok'],
  [listen, { ...PRODUCTION, PORT: '0' }, 'warning', /PORT/],

  [proxy, {}, 'ok'],
  [proxy, { ...PUBLIC, ...TLS }, 'ok'],
  [proxy, { ...PUBLIC, TRUST_PROXY: '10.0.0.1' }, 'ok'],
  [proxy, PUBLIC, 'warning', /TRUST_PROXY/],
  [proxy, { ...PUBLIC, ALLOW_FROM: 'crs=192.0.2.0/24' }, 'failure', /TRUST_PROXY/],
  [proxy, { TRUST_PROXY: '10.0.0.1, 0.0.0.0/0' }, 'failure', /only/],
  [proxy, { TRUST_PROXY: '::/0' }, 'failure', /only/],

  [privateAddresses, PRODUCTION, 'ok'],
  [privateAddresses, { CRS_ALLOW_PRIVATE: 'on' }, 'ok'],
  [privateAddresses, { ...PRODUCTION, CRS_ALLOW_PRIVATE: 'on' }, 'warning', /CRS_.*=off/],
  [privateAddresses, { ...PRODUCTION, WEBHOOK_ALLOW_PRIVATE: 'on' }, 'warning', /WEBHOOK_.*=off/],

  [metrics, {}, 'ok'],
  [metrics, { METRICS_PORT: '9090' }, 'ok'],
  [metrics, { METRICS_PORT: '9090', METRICS_HOST: '0.0.0.0' }, 'warning', /firewall/],
  [metrics, { METRICS_PORT: '3000' }, 'failure', /another port/],

  [pool, {}, 'ok'],
  [pool, { DATABASE_POOL_SIZE: '3' }, 'warning', /DATABASE_POOL_SIZE to 4 /],
  [pool, { REQUESTS_AT_ONCE: '100' }, 'warning', /DATABASE_POOL_SIZE to 13 /],

  [timeouts, {}, 'ok'],
  [timeouts, { DATABASE_STATEMENT_TIMEOUT_MS: '2501' }, 'warning', /4501/],
  [timeouts, { REQUEST_TIMEOUT_MS: '4000' }, 'warning', /4500/],

  [logLevel, { LOG_LEVEL: 'trace' }, 'ok'],
  [logLevel, PRODUCTION, 'ok'],
  [logLevel, { ...PRODUCTION, LOG_LEVEL: 'debug' }, 'warning', /info/],
  [logLevel, { ...PRODUCTION, LOG_LEVEL: 'silent' }, 'failure', /info/],
];

const NAMED = CASES.map(([check, environment, result, todo]) => ({
  name: check.name,
  check,
  environment,
  result,
  todo,
}));

it.each(NAMED)('$name with $environment: $result', ({ check, environment, result, todo }) => {
  const outcome = check(readConfig(environment));
  expect(outcome).toMatchObject({ result, found: expect.stringMatching(/./) });
  if (todo) expect(outcome.todo).toMatch(todo);
  else expect(outcome.todo).toBeUndefined();
});
