import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { readConfig } from '../../src/config/config.js';
import { SECRET_VARIABLES, VARIABLES } from '../../src/config/variables.js';
import { composeFile, filledIn, SAMPLE, type Service } from '../support/compose-file.js';

const { services, networks } = composeFile();
const OURS = ['app', 'app2', 'migrate'];
const named = (name: string): Service => {
  const service = services[name];
  if (!service) throw new Error(`There is no ${name}`);
  return service;
};
const environmentOf = (name: string) => filledIn(named(name).environment ?? {});

const caddyfile = readFileSync('docs/deployment/Caddyfile', 'utf8');
const dockerfile = readFileSync('Dockerfile', 'utf8');
const setByImage = Object.fromEntries(
  (/^ENV (.*)$/m.exec(dockerfile)?.[1] ?? '').split(' ').map((pair) => pair.split('=')),
) as Record<string, string>;

/** Seconds of a setting of the proxy. */
function proxySeconds(name: string): number {
  const found = new RegExp(`^\\s+${name} (\\d+)s$`, 'm').exec(caddyfile);
  if (!found) throw new Error(`${name} is not set in the Caddyfile`);
  return Number(found[1]);
}

it.each(OURS)('the server takes the environment that Compose gives %s', (name) => {
  const config = readConfig({ ...setByImage, ...environmentOf(name) });
  expect(config).toMatchObject({
    NODE_ENV: 'production',
    HOST: '0.0.0.0',
    PUBLIC_URL: 'https://crs.example',
    DATABASE_URL: `postgresql://crs:${SAMPLE.POSTGRES_PASSWORD}@db:5432/crs`,
    LOG_FORMAT: 'json',
  });
});

it('every setting of the server can be made in .env, or is made by the image', () => {
  // The proxy speaks TLS, and PostgreSQL is a service of its own.
  const pointless = ['TLS_CERT_FILE', 'TLS_KEY_FILE', 'DATA_DIR', 'DEMO'];
  const settable = Object.keys(environmentOf('app'));
  const all = Object.keys(VARIABLES);
  const elsewhere = new Set([...Object.keys(setByImage), ...pointless]);
  expect(settable.filter((name) => name in VARIABLES).toSorted()).toEqual(
    all.filter((name) => !elsewhere.has(name)).toSorted(),
  );
  expect(settable.filter((name) => !(name in VARIABLES) && !name.startsWith('OTEL_'))).toEqual([]);
});

it('secrets have no default, and none stands in the file', () => {
  const text = readFileSync('docker-compose.yml', 'utf8');
  for (const name of [...SECRET_VARIABLES, 'POSTGRES_PASSWORD', 'PUBLIC_HOST']) {
    const uses = [...text.matchAll(new RegExp(`\\$\\{${name}(.*?)\\}`, 'g'))];
    expect(uses.length).toBeGreaterThan(0);
    for (const [use, rest = ''] of uses) expect([use, rest.startsWith(':?')]).toEqual([use, true]);
  }
  expect(dockerfile).not.toMatch(/^(ENV|ARG) .*(PASSWORD|SECRET|TOKEN|_KEY)/m);
});

it.each([...OURS, 'proxy', 'prometheus', 'grafana'])('%s can write and gain nothing', (name) => {
  expect(named(name)).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
  });
  expect(named(name).cap_add ?? []).toEqual(name === 'proxy' ? ['NET_BIND_SERVICE'] : []);
  expect(named(name).mem_limit).toBeDefined();
  expect(named(name).logging?.options).toHaveProperty('max-size');
});

it('only the proxy can be reached from outside, and the database by the server alone', () => {
  for (const [name, { ports = [] }] of Object.entries(services))
    for (const port of ports)
      expect([name, port.startsWith('127.0.0.1:') || name === 'proxy']).toEqual([name, true]);
  expect(networks['data']).toMatchObject({ internal: true });
  const beside = Object.keys(services).filter((name) => named(name).networks?.includes('data'));
  expect(beside.toSorted()).toEqual(['app', 'app2', 'db', 'migrate']);
});

it('the server believes the proxy, by the subnet they share', () => {
  const { TRUST_PROXY } = environmentOf('app');
  const subnet = networks['edge']?.ipam?.config[0]?.subnet ?? '';
  expect(filledIn({ subnet })).toEqual({ subnet: TRUST_PROXY });
  for (const name of ['app', 'app2', 'proxy']) expect(named(name).networks).toContain('edge');
});

it('what is mounted from the project is there', () => {
  const mounted = Object.values(services)
    .flatMap(({ volumes = [] }) => volumes)
    .map((volume) => volume.split(':')[0] ?? '')
    .filter((source) => source.startsWith('./'));
  expect(mounted.length).toBeGreaterThan(3);
  expect(mounted.filter((source) => !existsSync(source))).toEqual([]);
});

it('the database loses nothing that it has acknowledged', () => {
  const settings = named('db').command?.slice(1) ?? [];
  expect(settings.length).toBeGreaterThan(8);
  for (const setting of settings) expect(setting).toMatch(/^-c[a-z_]+=\S+$/);
  expect(settings.join(' ')).not.toMatch(/fsync|full_page_writes|synchronous_commit|checksum/);
  expect(environmentOf('db')['POSTGRES_INITDB_ARGS']).toContain('--data-checksums');
  expect(named('db').volumes).toContain('database:/var/lib/postgresql');
});

it('the tables are brought up to date before a server starts, and by one that ends', () => {
  for (const name of ['app', 'app2'])
    expect(named(name).depends_on).toMatchObject({
      migrate: { condition: 'service_completed_successfully' },
      db: { condition: 'service_healthy' },
    });
  expect(named('migrate')).toMatchObject({ command: ['cli', 'migrate'], restart: 'no' });
});

it('a server that stops is left by the proxy before it closes, and has time to end', () => {
  const drain = Number(environmentOf('app')['DRAIN_SECONDS']);
  expect(drain).toBeGreaterThan(2 * proxySeconds('health_interval'));
  expect(drain).toBeGreaterThan(proxySeconds('keepalive'));
  expect(caddyfile).toContain('health_uri /health/ready');
  expect(Number.parseInt(named('app').stop_grace_period ?? '', 10)).toBeGreaterThan(25);
});

it('a request that nobody answers is told to come again within five seconds', () => {
  expect(proxySeconds('lb_try_duration')).toBeLessThan(5);
  expect(caddyfile).toMatch(/handle_errors \{[^}]*Retry-After/s);
});

it('the proxy limits no body and compresses nothing, which the server does', () => {
  expect(caddyfile.replaceAll(/#.*/g, '')).not.toMatch(/request_body|encode|read_body/);
});

it('the image runs programs that are built, as a user by number', () => {
  const programs = [...dockerfile.matchAll(/dist\/([\w/-]+)\.js/g)].map(([, path]) => path ?? '');
  expect(programs.toSorted()).toEqual(['cli', 'http/health/probe', 'main']);
  expect(programs.filter((path) => !existsSync(`src/${path}.ts`))).toEqual([]);
  expect(dockerfile).toMatch(/^USER \d+:\d+$/m);
  expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
});
