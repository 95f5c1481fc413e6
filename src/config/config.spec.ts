import { describe, expect, it } from '@jest/globals';
import { ConfigError, describeConfig, readConfig } from './config.js';
import { VARIABLES, type VariableName } from './variables.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
const URL_WITH_PASSWORD = 'postgresql://crs:s3cr3t@db:5432/crs';

function faults(environment: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
  }
  throw new Error('It was taken');
}

interface Values {
  readonly good: readonly (readonly [string, string | number])[];
  readonly bad: readonly string[];
  readonly allowed: string;
}

const integer = (min: number, max: number): Values => ({
  good: [
    [String(min), min],
    [String(max), max],
    [` ${max} `, max],
  ],
  bad: [String(min - 1), String(max + 1), `${min}.5`, '1e3', '0x10', 'many', ' '],
  allowed: `an integer from ${min} to ${max}`,
});

const choice = (...values: string[]): Values => ({
  good: values.map((value) => [value, value]),
  bad: ['maybe', String(values[0]).toUpperCase(), 'constructor'],
  allowed: `one of ${values.join(', ')}`,
});

const address: Values = {
  good: [
    ['https://crs.example/', 'https://crs.example'],
    [' http://localhost:3000 ', 'http://localhost:3000'],
  ],
  bad: ['crs.example', 'ftp://crs.example', 'https://', 'javascript:alert(1)'],
  allowed: 'a URL that starts with http:// or https://',
};

const databaseUrl: Values = {
  good: [
    [URL_WITH_PASSWORD, URL_WITH_PASSWORD],
    ['postgres://db/crs', 'postgres://db/crs'],
  ],
  bad: ['mysql://db/crs', 'db:5432', 'host=db dbname=crs'],
  allowed: 'a URL that starts with postgres:// or postgresql://',
};

const text: Values = { good: [['some text', 'some text']], bad: [], allowed: '' };

// With what they need beside them, each variable is looked at alone.
const CASES: Readonly<Record<VariableName, Values>> = {
  NODE_ENV: choice('development', 'production', 'test'),
  HOST: text,
  PORT: integer(0, 65535),
  PUBLIC_URL: address,
  TLS_CERT_FILE: text,
  TLS_KEY_FILE: text,
  TRUST_PROXY: {
    good: [[' 10.0.0.0/8, ::1 ', '10.0.0.0/8, ::1']],
    bad: ['proxy.example', '10.0.0.0/40', 'true', '1'],
    allowed: 'addresses or CIDR blocks, separated by commas',
  },
  ALLOW_FROM: {
    good: [
      [
        'crs=192.0.2.0/24,198.51.100.7; admin=10.0.0.0/8',
        'crs=192.0.2.0/24,198.51.100.7; admin=10.0.0.0/8',
      ],
    ],
    bad: ['192.0.2.0/24', 'crs=', 'all=10.0.0.0/8', 'crs=10.0.0.0/8;crs=::1'],
    allowed:
      'like crs=192.0.2.0/24,198.51.100.7; admin=10.0.0.0/8, with crs, dealer, admin or token',
  },
  METRICS_PORT: {
    good: [
      ['off', 'off'],
      ['9464', 9464],
      ['0', 0],
    ],
    bad: ['on', '65536', '-1'],
    allowed: 'off or an integer from 0 to 65535',
  },
  METRICS_HOST: text,
  MAX_CONNECTIONS: integer(1, 1_000_000),
  REQUESTS_AT_ONCE: integer(1, 10_000),
  REQUESTS_WAITING: integer(0, 100_000),
  CLIENT_PULLS_AT_ONCE: integer(0, 10_000),
  CLIENT_PULLS_PER_SECOND: integer(0, 100_000),
  CLIENT_REQUESTS_AT_ONCE: integer(0, 10_000),
  CLIENT_REQUESTS_PER_SECOND: integer(0, 100_000),
  TOKEN_FAILURES_PER_MINUTE: integer(0, 100_000),
  DRAIN_SECONDS: integer(0, 20),
  RECORD_DAYS: integer(1, 3650),
  DATABASE_URL: databaseUrl,
  DATABASE_READ_URL: databaseUrl,
  DATA_DIR: text,
  DATABASE_POOL_SIZE: integer(1, 1000),
  DATABASE_CONNECT_TIMEOUT_MS: integer(100, 60_000),
  DATABASE_STATEMENT_TIMEOUT_MS: integer(100, 600_000),
  REQUEST_TIMEOUT_MS: integer(500, 600_000),
  SECRETS_KEY: {
    good: [[KEY, KEY]],
    bad: ['short', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64')],
    allowed: '32 bytes in base64 (44 characters)',
  },
  TOKEN_TTL_SECONDS: integer(60, 86_400),
  CLIENT_CACHE_SECONDS: integer(0, 30),
  IMPORT_PUSHES: integer(1, 100),
  IMPORT_WORKERS: {
    good: [
      ['auto', 'auto'],
      [' 2 ', 2],
      ['0', 0],
      ['16', 16],
    ],
    bad: ['17', '-1', 'all', '1.5'],
    allowed: 'auto or an integer from 0 to 16',
  },
  OAUTH_ISSUER_URL: address,
  OAUTH_AUDIENCE: text,
  OAUTH_CLIENT_CLAIM: text,
  INCREMENTAL_OVERLAP_SECONDS: integer(0, 86_400),
  IMPORT_WATCH_DIR: text,
  IMPORT_WATCH_SECONDS: integer(1, 3600),
  MESSAGE_WORKERS: integer(0, 64),
  OUTBOX_SENDERS: integer(0, 1000),
  CRS_ALLOW_PRIVATE: choice('on', 'off'),
  MESSAGE_BODY_BYTES: integer(1_000, 268_435_456),
  WEBHOOK_ALLOW_PRIVATE: choice('on', 'off'),
  DEMO: choice('on', 'off'),
  LOG_LEVEL: choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  LOG_FORMAT: choice('auto', 'json', 'pretty'),
};

const NEEDED = {
  SECRETS_KEY: KEY,
  OAUTH_AUDIENCE: 'crs',
  DATABASE_URL: URL_WITH_PASSWORD,
  TLS_CERT_FILE: 'cert.pem',
  TLS_KEY_FILE: 'key.pem',
};

const SECRET: ReadonlySet<string> = new Set(['SECRETS_KEY', 'DATABASE_URL', 'DATABASE_READ_URL']);

describe.each(Object.entries(CASES) as [VariableName, Values][])('%s', (name, values) => {
  it('takes what is allowed', () => {
    for (const [given, value] of values.good)
      expect(readConfig({ ...NEEDED, [name]: given })[name]).toBe(value);
  });

  it('refuses anything else in one line, with its name, its value and what is allowed', () => {
    for (const bad of values.bad) {
      const shown = SECRET.has(name) ? '(hidden)' : JSON.stringify(bad);
      expect(faults({ ...NEEDED, [name]: bad })).toEqual([
        `${name}=${shown} is not allowed: it must be ${values.allowed}`,
      ]);
    }
  });

  it('has its default when it is left out or set to nothing', () => {
    const preset = VARIABLES[name].default;
    expect(readConfig({})[name]).toBe(preset);
    expect(readConfig({ [name]: '' })[name]).toBe(preset);
  });
});

it('an empty environment is enough', () => {
  expect(Object.keys(readConfig({}))).toEqual(Object.keys(VARIABLES));
});

it('every fault is told at once', () => {
  const told = faults({ PORT: 'a', LOG_LEVEL: 'b', SECRETS_KEY: 'c', HOST: 'here' });
  expect(told.map((line) => line.split('=')[0])).toEqual(['PORT', 'SECRETS_KEY', 'LOG_LEVEL']);
});

it('a secret is never told, neither a key nor a password', () => {
  const DATABASE_URL = 'postgres://crs:p@ss word@db:99999999/crs';
  const told = faults({ SECRETS_KEY: 'my secret key', DATABASE_URL }).join();
  expect(told).not.toContain('my secret key');
  expect(told).not.toContain('word');
});

describe('variables that contradict each other', () => {
  it('a database of one’s own needs the key of its secrets', () => {
    expect(faults({ DATABASE_URL: URL_WITH_PASSWORD })).toEqual([
      'SECRETS_KEY is not set: with DATABASE_URL it must be 32 bytes in base64',
    ]);
  });

  it('a replica needs its primary', () => {
    expect(faults({ DATABASE_READ_URL: URL_WITH_PASSWORD })).toEqual([
      'DATABASE_URL is not set: with DATABASE_READ_URL it must be the URL of its primary',
    ]);
  });

  it('a certificate needs its key, and a key its certificate', () => {
    expect(faults({ TLS_CERT_FILE: 'cert.pem' })).toEqual([
      'TLS_KEY_FILE is not set: with TLS_CERT_FILE it must name the file of its key',
    ]);
    expect(faults({ TLS_KEY_FILE: 'key.pem' })).toEqual([
      'TLS_CERT_FILE is not set: with TLS_KEY_FILE it must name the file of its certificate',
    ]);
  });

  it('an issuer needs its audience', () => {
    expect(faults({ OAUTH_ISSUER_URL: 'https://id.example' })).toEqual([
      'OAUTH_AUDIENCE is not set: with OAUTH_ISSUER_URL it must name the audience',
    ]);
  });
});

describe('the configuration', () => {
  const config = readConfig({
    DATABASE_URL: URL_WITH_PASSWORD,
    DATABASE_READ_URL: 'postgresql://reader:r3ad@replica/crs',
    SECRETS_KEY: KEY,
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(config)).toBe(true);
    expect(() => Object.assign(config, { PORT: 1 })).toThrow(TypeError);
  });

  it('holds nothing of the environment but its own variables', () => {
    expect(readConfig({ PATH: '/bin', AWS_SECRET: 'x' })).not.toHaveProperty('AWS_SECRET');
  });

  it('is described with its secrets masked', () => {
    expect(describeConfig(config)).toEqual({
      ...config,
      SECRETS_KEY: '********',
      DATABASE_URL: 'postgresql://crs:********@db:5432/crs',
      DATABASE_READ_URL: 'postgresql://reader:********@replica/crs',
    });
  });

  it('is described with what is not set as such', () => {
    expect(describeConfig(readConfig({}))).toMatchObject({ SECRETS_KEY: '', DATABASE_URL: '' });
    const DATABASE_URL = 'postgres://db/crs';
    const plain = readConfig({ DATABASE_URL, SECRETS_KEY: KEY });
    expect(describeConfig(plain)).toMatchObject({ DATABASE_URL });
  });
});
