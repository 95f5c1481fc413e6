import { makeValidator, type CleanedEnv } from 'envalid';
import { readNamedNetworks, readNetworks } from './addresses.js';

/** What a variable accepts, in words: shown by `--help`, in `.env.example` and in a refusal. */
function validator<T>(allowed: string, parse: (text: string) => T | undefined) {
  return makeValidator((text: string): T => {
    const value = parse(text);
    if (value === undefined) throw new TypeError(allowed);
    return value;
  });
}

const integer = (min: number, max: number) =>
  validator(`an integer from ${min} to ${max}`, (text) => {
    const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : NaN;
    return value >= min && value <= max ? value : undefined;
  });

const choice = <T extends string>(...values: T[]) =>
  validator(`one of ${values.join(', ')}`, (text) => values.find((value) => value === text.trim()));

const text = validator('a text', (value) => value);

const url = (...protocols: string[]) =>
  validator(`a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`, (value) => {
    const trimmed = value.trim();
    if (trimmed === '') return '';
    return URL.canParse(trimmed) && protocols.includes(new URL(trimmed).protocol)
      ? trimmed.replace(/\/$/, '')
      : undefined;
  });

const secretKey = validator('32 bytes in base64 (44 characters)', (value) => {
  const trimmed = value.trim();
  return trimmed === '' || Buffer.from(trimmed, 'base64').length === 32 ? trimmed : undefined;
});

const portOrOff = validator('off or an integer from 0 to 65535', (value) => {
  const given = value.trim();
  if (given === 'off') return given;
  return /^\d{1,5}$/.test(given) && Number(given) <= 65535 ? Number(given) : undefined;
});

const networks = validator('addresses or CIDR blocks, separated by commas', (value) => {
  const given = value.trim();
  return given === '' || readNetworks(given) ? given : undefined;
});

/** Scopes that ALLOW_FROM can name, and the token endpoint. */
export const GUARDED_BY_ADDRESS = ['crs', 'dealer', 'admin', 'token'] as const;

const allowFrom = validator(
  'like crs=192.0.2.0/24,198.51.100.7; admin=10.0.0.0/8, with crs, dealer, admin or token',
  (value) => {
    const given = value.trim();
    return given === '' || readNamedNetworks(given, GUARDED_BY_ADDRESS) ? given : undefined;
  },
);

/**
 * Every environment variable of the server and the command line, once: its type, its default and
 * what it means. `.env.example`, `npm run cli -- config` and the checks at start are made of this.
 */
export const VARIABLES = {
  NODE_ENV: choice(
    'development',
    'production',
    'test',
  )({
    default: 'development',
    desc: 'production switches the demo dealer off.',
  }),
  HOST: text({
    default: '127.0.0.1',
    desc: 'Address to listen on. 0.0.0.0 listens on every interface.',
  }),
  PORT: integer(
    0,
    65535,
  )({
    default: 3000,
    desc: 'Port to listen on. 0 asks the system for a free one.',
  }),
  PUBLIC_URL: url(
    'http:',
    'https:',
  )({
    default: '',
    desc: 'The address CRS reaches this server at; issuer and audience of the tokens made here. Empty: http://localhost:PORT.',
  }),
  TLS_CERT_FILE: text({
    default: '',
    desc: 'Certificate in PEM, with its intermediates: the server speaks HTTPS itself. A new file counts without a restart. Empty: plain HTTP, for a proxy that speaks TLS.',
  }),
  TLS_KEY_FILE: text({
    default: '',
    desc: 'Private key of TLS_CERT_FILE, in PEM. Needed with it.',
  }),
  TRUST_PROXY: networks({
    default: '',
    desc: 'Addresses or CIDR blocks of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Empty: none.',
  }),
  ALLOW_FROM: allowFrom({
    default: '',
    desc: 'Addresses that may use a scope (crs, dealer, admin) or the token endpoint (token), as in crs=192.0.2.0/24,198.51.100.7; admin=10.0.0.0/8. What is not named is open to every address.',
  }),
  METRICS_PORT: portOrOff({
    default: 'off',
    desc: 'Port of /metrics for Prometheus, apart from that of the API. It asks for no token: let only the monitoring reach it. off: no metrics.',
  }),
  METRICS_HOST: text({
    default: '127.0.0.1',
    desc: 'Address that METRICS_PORT listens on.',
  }),
  MAX_CONNECTIONS: integer(
    1,
    1_000_000,
  )({
    default: 10_000,
    desc: 'Most connections open at one time; more are closed at once.',
  }),
  REQUESTS_AT_ONCE: integer(
    1,
    10_000,
  )({
    default: 32,
    desc: 'Requests that are worked on at one time. Others wait their turn for at most 0.4 seconds, and are then answered with 503.',
  }),
  REQUESTS_WAITING: integer(
    0,
    100_000,
  )({
    default: 256,
    desc: 'Most requests that wait their turn; further ones are answered with 503 at once.',
  }),
  CLIENT_PULLS_AT_ONCE: integer(
    0,
    10_000,
  )({
    default: 0,
    desc: 'Pages that one client may ask for at one time; more are answered with 429. 0: no limit.',
  }),
  CLIENT_PULLS_PER_SECOND: integer(
    0,
    100_000,
  )({
    default: 0,
    desc: 'Pages that one client may ask this server for in a second; more are answered with 429. 0: no limit.',
  }),
  CLIENT_REQUESTS_AT_ONCE: integer(
    0,
    10_000,
  )({
    default: 64,
    desc: "The same for all that is not a page: messages, pushes, the dealer's own systems. 0: no limit.",
  }),
  CLIENT_REQUESTS_PER_SECOND: integer(
    0,
    100_000,
  )({
    default: 500,
    desc: 'The same for all that is not a page. 0: no limit.',
  }),
  TOKEN_FAILURES_PER_MINUTE: integer(
    0,
    100_000,
  )({
    default: 30,
    desc: 'Wrong credentials that the token endpoint takes from one address for one client in a minute; then it answers with 429. 0: no limit.',
  }),
  DRAIN_SECONDS: integer(
    0,
    20,
  )({
    default: 0,
    desc: 'On SIGTERM: for how long the server still takes new requests while /health/ready says 503, so that load balancers leave it first. Longer than the interval at which they look.',
  }),
  RECORD_DAYS: integer(
    1,
    3650,
  )({
    default: 90,
    desc: 'For how long it is kept what CRS asked for and sent (the command log).',
  }),
  DATABASE_URL: url(
    'postgres:',
    'postgresql:',
  )({
    default: '',
    desc: 'PostgreSQL server to use. Empty: the embedded PostgreSQL, with its data in DATA_DIR.',
  }),
  DATABASE_READ_URL: url(
    'postgres:',
    'postgresql:',
  )({
    default: '',
    desc: 'Streaming replica of DATABASE_URL (or a load balancer over several) that pages are read from while it is up to date. Empty: all is read from DATABASE_URL.',
  }),
  DATA_DIR: text({
    default: '.data',
    desc: 'Folder of the embedded PostgreSQL and of the generated key file.',
  }),
  DATABASE_POOL_SIZE: integer(
    1,
    1000,
  )({
    default: 10,
    desc: 'Most connections to PostgreSQL that serve requests at one time; with DATABASE_READ_URL, as many again to the replica.',
  }),
  DATABASE_CONNECT_TIMEOUT_MS: integer(
    100,
    60000,
  )({
    default: 2000,
    desc: 'How long a request waits for a connection before it is answered with 503.',
  }),
  DATABASE_STATEMENT_TIMEOUT_MS: integer(
    100,
    600000,
  )({
    default: 2500,
    desc: 'How long one statement of a request may run before it is answered with 503. Loads are not bound by it.',
  }),
  REQUEST_TIMEOUT_MS: integer(
    500,
    600000,
  )({
    default: 4500,
    desc: 'How long a pull request may take as a whole before it is answered with 503.',
  }),
  SECRETS_KEY: secretKey({
    default: '',
    desc: 'Key that encrypts secrets in the database: 32 random bytes in base64 (openssl rand -base64 32). Needed with DATABASE_URL; the embedded database generates one in DATA_DIR/secrets.key.',
  }),
  TOKEN_TTL_SECONDS: integer(
    60,
    86400,
  )({
    default: 3600,
    desc: 'Lifetime of the access tokens made here.',
  }),
  CLIENT_CACHE_SECONDS: integer(
    0,
    30,
  )({
    default: 10,
    desc: 'For how long a client read from the database is relied on: a revocation counts after that time.',
  }),
  OAUTH_ISSUER_URL: url(
    'http:',
    'https:',
  )({
    default: '',
    desc: "Issuer of the dealer's own identity provider; its tokens are accepted besides ours.",
  }),
  OAUTH_AUDIENCE: text({
    default: '',
    desc: 'Audience that tokens of OAUTH_ISSUER_URL must carry. Needed with OAUTH_ISSUER_URL.',
  }),
  OAUTH_CLIENT_CLAIM: text({
    default: 'client_id',
    desc: 'Claim that names the client in tokens of OAUTH_ISSUER_URL; then azp, appid and sub are tried.',
  }),
  IMPORT_WORKERS: validator('auto or an integer from 0 to 16', (value) => {
    const given = value.trim();
    if (given === 'auto') return given;
    return /^\d{1,2}$/.test(given) && Number(given) <= 16 ? Number(given) : undefined;
  })({
    default: 'auto',
    desc: 'Threads that check the rows of loads. auto: one less than the machine has processors, and at least one. 0: no thread of their own, which delays answers while a load runs.',
  }),
  IMPORT_PUSHES: integer(
    1,
    100,
  )({
    default: 8,
    desc: 'Most loads that are pushed to this server at one time; each may take eight connections to PostgreSQL. One more is answered with 503.',
  }),
  INCREMENTAL_OVERLAP_SECONDS: integer(
    0,
    86400,
  )({
    default: 300,
    desc: 'How far before `since` the incremental endpoint looks, against clocks that differ.',
  }),
  IMPORT_WATCH_DIR: text({
    default: '',
    desc: "Folder to load bundles from, with a folder for each dealer, named by the dealer's code. Empty: none is watched.",
  }),
  IMPORT_WATCH_SECONDS: integer(
    1,
    3600,
  )({
    default: 5,
    desc: 'How often IMPORT_WATCH_DIR is looked at.',
  }),
  MESSAGE_WORKERS: integer(
    0,
    64,
  )({
    default: 4,
    desc: 'Messages from CRS that this server handles at one time; each takes a connection to PostgreSQL. 0: it takes them in and leaves them to other servers.',
  }),
  OUTBOX_SENDERS: integer(
    0,
    1000,
  )({
    default: 32,
    desc: 'Dealers for which this server sends to CRS at one time, for each one message after the other. 0: it leaves that to other servers.',
  }),
  CRS_ALLOW_PRIVATE: choice(
    'on',
    'off',
  )({
    default: 'off',
    desc: 'on: CRS may have loopback and private addresses and plain HTTP, as when it is played by a simulator. off: HTTPS and public addresses only.',
  }),
  WEBHOOK_ALLOW_PRIVATE: choice(
    'on',
    'off',
  )({
    default: 'off',
    desc: 'on: webhooks may be delivered to loopback and private addresses and over plain HTTP. off: over HTTPS, and to public addresses only.',
  }),
  MESSAGE_BODY_BYTES: integer(
    1_000,
    268_435_456,
  )({
    default: 26_214_400,
    desc: 'Largest message from CRS, unpacked; files in it count as base64. A larger one is answered with 402.',
  }),
  DEMO: choice(
    'on',
    'off',
  )({
    default: 'on',
    desc: 'Create the demo dealer A000 on the first start with an empty embedded database.',
  }),
  LOG_LEVEL: choice(
    'fatal',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
    'silent',
  )({
    default: 'info',
    desc: 'Least severe level that is logged.',
  }),
  LOG_FORMAT: choice(
    'auto',
    'json',
    'pretty',
  )({
    default: 'auto',
    desc: 'auto is pretty in a terminal and JSON lines otherwise.',
  }),
};

export type Variables = CleanedEnv<typeof VARIABLES>;
export type VariableName = keyof typeof VARIABLES;

/** Variables whose values are never shown. */
export const SECRET_VARIABLES: ReadonlySet<string> = new Set(['SECRETS_KEY']);

/** Variables whose values are shown without the password in them. */
export const PASSWORD_URLS: ReadonlySet<string> = new Set(['DATABASE_URL', 'DATABASE_READ_URL']);
