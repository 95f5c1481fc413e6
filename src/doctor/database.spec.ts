import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestPostgres, type TestPostgres } from '../../test/support/test-postgres.js';
import { startTestReplica, type TestReplica } from '../../test/support/test-replica.js';
import { until } from '../../test/support/until.js';
import { readConfig } from '../config/config.js';
import { servingPool } from '../database/serving-pool.js';
import { databaseChecks } from './database-checks.js';
import { connections, longTransactions } from './database-room.js';
import { serverTimeouts, sharedBuffers, version } from './database-settings.js';
import { Examination } from './examination.js';
import { ok } from './finding.js';
import { judgeLag } from './replica.js';
import { readActivity, readFacts } from './server-facts.store.js';

let server: TestPostgres;
let replica: TestReplica;

beforeAll(async () => {
  server = await startTestPostgres({
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
  });
  await run('CREATE TABLE something (id int)');
});
afterAll(async () => {
  await replica?.remove();
  await server.remove();
});

function poolOf(url: string): pg.Pool {
  const onIdleError = () => undefined;
  return servingPool({
    url: () => url,
    size: 2,
    connectTimeoutMs: 5000,
    statementTimeoutMs: 5000,
    onIdleError,
  });
}

async function withPool<T>(url: string, work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const pool = poolOf(url);
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

/** Each statement on a connection of its own, so that settings count. */
async function run(...statements: string[]): Promise<void> {
  for (const statement of statements) await withPool(server.url, (pool) => pool.query(statement));
}

/** What is found of a database, by id. */
async function found(url = server.url, environment: Record<string, string> = {}) {
  const key = Buffer.alloc(32).toString('base64');
  const config = readConfig({
    DATABASE_URL: url,
    SECRETS_KEY: key,
    IMPORT_PUSHES: '1',
    ...environment,
  });
  const examination = new Examination();
  await examination.run({ 'config.readable': () => ok(''), 'database.reachable': () => ok('') });
  await withPool(url, (pool) => examination.run(databaseChecks(config, pool)));
  const findings = examination.findings().filter(({ id }) => /^(?:database|clock)\./.test(id));
  return Object.fromEntries(findings.map((finding) => [finding.id, finding]));
}

function results(findings: Awaited<ReturnType<typeof found>>, result: string): string[] {
  return Object.values(findings)
    .filter((finding) => finding.result === result)
    .map(({ id }) => id);
}

describe('the database', () => {
  it('passes every check when it is set up as it should be', async () => {
    const findings = await found();
    expect([results(findings, 'failure'), results(findings, 'warning')]).toEqual([[], []]);
    expect(findings['database.version']?.found).toMatch(/^PostgreSQL \d/);
    expect(findings['database.free-space']?.found).toMatch(/are free$/);
    expect(findings['database.connections']?.found).toMatch(/^\d+ of 197 in use/);
  });

  it('fails without what keeps data', async () => {
    const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'autovacuum'];
    const change = (verb: string) =>
      run(
        ...names.map((name) => `ALTER SYSTEM ${verb.replace('*', name)}`),
        'SELECT pg_reload_conf()',
      );
    await change('SET * = off');
    const ids = names.map((name) => `database.${name.replaceAll('_', '-')}`);
    const failures = await until(async () => {
      const findings = await found();
      return results(findings, 'failure').length === names.length && findings;
    });
    expect(results(failures, 'failure')).toEqual(ids);
    expect(failures['database.fsync']?.todo).toBe(
      'ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf();',
    );
    await change('RESET *');
    await until(async () => results(await found(), 'failure').length === 0);
  });

  it('fails in another encoding than UTF8', async () => {
    await run(
      "CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'",
    );
    const url = new URL(server.url);
    url.pathname = 'ascii';
    const findings = await found(url.href);
    expect(results(findings, 'failure')).toEqual(['database.encoding']);
    expect(findings['database.encoding']?.found).toBe('the database is in SQL_ASCII');
  });

  it('fails for a user who may not do what loads do', async () => {
    await run("CREATE ROLE reader LOGIN PASSWORD 'pw'");
    const url = new URL(server.url);
    [url.username, url.password] = ['reader', 'pw'];
    const privileges = async () => (await found(url.href))['database.privileges'];
    expect(await privileges()).toMatchObject({
      result: 'failure',
      todo: 'GRANT CREATE ON SCHEMA public TO reader;',
    });
    await run('GRANT CREATE ON SCHEMA public TO reader');
    expect(await privileges()).toMatchObject({
      result: 'failure',
      found: expect.stringMatching(/something/),
    });
    await run('GRANT ALL ON something TO reader');
    expect(await privileges()).toMatchObject({ result: 'warning' });
    await run('ALTER TABLE something OWNER TO reader');
    expect(await privileges()).toMatchObject({ result: 'ok' });
  });

  it('warns of a transaction that is open for too long', async () => {
    await withPool(server.url, async (pool) => {
      const client = await pool.connect();
      await client.query('BEGIN');
      await client.query('SELECT 1');
      const activity = await withPool(server.url, (other) => readActivity(other, '0 seconds'));
      await client.query('ROLLBACK');
      client.release();
      expect(longTransactions(activity)).toMatchObject({
        result: 'warning',
        found: expect.stringMatching(/^1 transaction .*crs, pid \d+, 0 s$/),
        todo: expect.stringMatching(/pg_terminate_backend\(\d+\)/),
      });
    });
    const activity = await withPool(server.url, (pool) => readActivity(pool));
    expect(longTransactions(activity)).toMatchObject({ result: 'ok' });
  });

  it('warns of a database and a server that are not made for each other', async () => {
    const facts = await withPool(server.url, readFacts);
    const withSettings = (settings: Record<string, string>) => ({
      ...facts,
      settings: { ...facts.settings, ...settings },
    });
    const small = withSettings({ shared_buffers: '16384' });
    expect(sharedBuffers(small)).toMatchObject({ result: 'ok' });
    expect(sharedBuffers({ ...small, bytes: 2 ** 31 })).toMatchObject({ result: 'warning' });
    expect(serverTimeouts(withSettings({ TimeZone: 'CET' }))).toMatchObject({ result: 'failure' });
    expect(serverTimeouts(withSettings({ lock_timeout: '5' }))).toMatchObject({
      result: 'warning',
      todo: 'ALTER SYSTEM RESET lock_timeout; SELECT pg_reload_conf();',
    });
    const versions = ['150018', '140005', '130001'].map(
      (server_version_num) => version(withSettings({ server_version_num })).result,
    );
    expect(versions).toEqual(['ok', 'warning', 'failure']);
  });

  it('counts the connections that one server may want', async () => {
    const facts = await withPool(server.url, readFacts);
    const judge = (inUse: number, pool: number) =>
      connections(facts, { inUse, old: [] }, { DATABASE_POOL_SIZE: pool, IMPORT_PUSHES: 1 }).result;
    expect([judge(1, 10), judge(180, 10), judge(1, 190), judge(1, 198)]).toEqual([
      'ok',
      'warning',
      'warning',
      'failure',
    ]);
  });
});

describe('the replica', () => {
  const lookAt = async (url: string) =>
    (await found(server.url, { DATABASE_READ_URL: url }))['database.replica'];

  it('is one, reachable and up to date', async () => {
    replica = await startTestReplica(server, { hot_standby_feedback: 'on' });
    expect(await lookAt(replica.url)).toMatchObject({ result: 'ok' });
  });

  it('is not the primary itself, nor another database, nor gone', async () => {
    expect(await lookAt(server.url)).toMatchObject({
      result: 'warning',
      found: expect.stringMatching(/primary itself/),
    });
    const other = new URL(server.url);
    other.pathname = 'ascii';
    expect(await lookAt(other.href)).toMatchObject({
      result: 'failure',
      found: expect.stringMatching(/another database/),
    });
    expect(await lookAt('postgresql://u:pw@127.0.0.1:1/x')).toMatchObject({
      result: 'failure',
      found: expect.stringMatching(/The database does not answer: .*ECONNREFUSED/),
    });
  });

  it.each([
    [{ bytes: 0, seconds: 5000, feedback: 'on' }, 'ok'],
    [{ bytes: 1000, seconds: 5, feedback: 'on' }, 'ok'],
    [{ bytes: 1000, seconds: 61, feedback: 'on' }, 'warning'],
    [{ bytes: 2 ** 30, seconds: 5, feedback: 'on' }, 'warning'],
    [{ bytes: 0, seconds: 0, feedback: 'off' }, 'warning'],
  ])('with %j: %s', (lag, result) => {
    expect(judgeLag(lag)).toMatchObject({ result });
  });
});
