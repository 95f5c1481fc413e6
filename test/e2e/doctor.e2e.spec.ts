import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeSigningKey } from '../../src/auth/signing-key.js';
import { SecretBox } from '../../src/auth/secret-box.js';
import { freePort } from '../../src/database/embedded/free-port.js';
import type { DoctorReport } from '../../src/doctor/report.js';
import { cliIn, type Cli } from '../support/cli-run.js';
import { OutboxWorld } from '../support/outbox-world.js';
import { cleanUp, ownFolder, postgresPid } from '../support/process-children.js';
import { startServerProcess, type ServerProcess } from '../support/process-server.js';
import { until } from '../support/until.js';

afterAll(cleanUp);

const ids = ({ checks }: DoctorReport, result: string) =>
  checks.filter((one) => one.result === result).map(({ id }) => id);

describe('a healthy installation', () => {
  let folder: string;
  let cli: Cli;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = await ownFolder();
    const environment = { PORT: `${await freePort()}` };
    server = startServerProcess({ cwd: folder, environment });
    await server.address();
    cli = cliIn(folder, environment);
  });

  it('is told to be one, while the server runs', async () => {
    const report = await cli.json<DoctorReport>('doctor');
    expect(report).toMatchObject({ format: 1, result: 'warning' });
    expect(ids(report, 'failure')).toEqual([]);
    // A demo that CRS knows nothing of. How full the disk is, is not ours to say.
    expect(ids(report, 'warning').filter((id) => !/disk|space|memory|files/.test(id))).toEqual([
      'crs.connected',
    ]);
    expect(ids(report, 'ok')).toEqual(
      expect.arrayContaining([
        'server.running',
        'database.privileges',
        'keys.signing',
        'loads.freshness',
      ]),
    );
  });

  it('takes the name of one dealer, which there must be', async () => {
    const { status, stdout, stderr } = await cli('doctor', '--dealer', 'NONE');
    expect([status, stdout, stderr]).toEqual([2, '', 'error: There is no dealer NONE\n']);
    expect(await cli('doctor', '--bogus')).toMatchObject({ status: 2, stdout: '' });
  });

  it('can be looked at without the server, and is left as it was', async () => {
    await server.end();
    const data = join(folder, '.data');
    expect(postgresPid(data)).toBeUndefined();
    const { status, stdout, stderr } = await cli('doctor', '--dealer', 'A000');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^! server\.running +nothing answers at http:.*\n +→ Start the server/m);
    expect(stdout).toMatch(/^✓ loads\.freshness +A000: all 7 resources/m);
    expect(stdout).toMatch(/\n\n0 failures, \d+ warnings, \d+ ok, \d+ not checked\.\n$/);
    expect(postgresPid(data)).toBeUndefined();
  });

  it('is left as it was by one who is interrupted', async () => {
    const data = join(folder, '.data');
    const doctor = cli.start('doctor');
    await until(() => postgresPid(data) !== undefined);
    doctor.kill('SIGINT');
    expect(await doctor.ended).toMatchObject({ status: 130, stderr: 'error: interrupted\n' });
    expect(postgresPid(data)).toBeUndefined();
  });
});

describe('a sick installation', () => {
  let world: OutboxWorld;
  let folder: string;
  const key = Buffer.alloc(32, 9).toString('base64');

  beforeAll(async () => {
    folder = await ownFolder();
    world = await OutboxWorld.open();
    const { mirror } = world;
    const { kid, algorithm, publicJwk, privateJwk } = await makeSigningKey(
      new SecretBox(Buffer.alloc(32, 5)),
      new Date(),
    );
    await mirror.query('INSERT INTO signing_key VALUES ($1, $2, $3, $4)', [
      kid,
      algorithm,
      publicJwk,
      privateJwk,
    ]);
    const nowhere = { messageUrl: 'https://127.0.0.1:1/m', tokenUrl: 'https://127.0.0.1:1/t' };
    await mirror.addDealer('A');
    await mirror.addDealer('B');
    await world.connect('A', nowhere, 'secret-canary');
  });
  afterAll(() => world.close());

  it('is told everything that is wrong with it, and no secret', async () => {
    // A connection that can only read: nothing here may change anything.
    const url = new URL(world.mirror.database.url());
    url.searchParams.set('options', '-c default_transaction_read_only=on');
    const cli = cliIn(folder, {
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: '1',
      DATABASE_URL: url.href,
      SECRETS_KEY: key,
      TLS_CERT_FILE: 'missing.pem',
      TLS_KEY_FILE: 'missing.pem',
    });
    const { status, stdout, stderr } = await cli('doctor', '--json');
    expect([status, stderr]).toEqual([1, '']);
    const report = JSON.parse(stdout) as DoctorReport;
    expect(ids(report, 'failure')).toEqual([
      'config.public-url',
      'tls.files',
      'database.fsync',
      'database.full-page-writes',
      'database.synchronous-commit',
      'keys.signing',
      'keys.sealed',
      'loads.freshness',
      'loads.freshness',
      'crs.reachable',
    ]);
    const needed = report.checks.find(({ id }) => id === 'tls.chain');
    expect(needed?.found).toBe('not checked, because tls.files failed');
    for (const { result, todo } of report.checks)
      expect(todo !== undefined).toBe(result === 'failure' || result === 'warning');
    expect(stdout).not.toMatch(new RegExp(`canary|${key}|${url.password}@|BEGIN`));
    const [{ count } = { count: 0 }] = await world.mirror.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM signing_key',
    );
    expect(count).toBe(1);
  });

  it('is told so even when nothing can be read of it', async () => {
    const unreadable = cliIn(folder, {
      DATABASE_URL: 'mysql://u:pw-canary@x',
      SECRETS_KEY: 'key-canary',
    });
    const first = await unreadable('doctor');
    expect(first).toMatchObject({ status: 1, stderr: '' });
    expect(first.stdout).toMatch(/^✗ config\.readable +DATABASE_URL=\(hidden\)/m);
    expect(first.stdout).toMatch(/^✗ config\.readable +SECRETS_KEY=/m);
    expect(first.stdout).toMatch(/^– loads\.held +not checked, because config\.readable failed$/m);
    const unreachable = cliIn(folder, {
      DATABASE_URL: 'postgresql://u:pw-canary@127.0.0.1:1/x',
      SECRETS_KEY: key,
    });
    const second = await unreachable('doctor');
    expect(second).toMatchObject({ status: 1, stderr: '' });
    expect(second.stdout).toMatch(/^✗ database\.reachable +.*ECONNREFUSED/m);
    expect(second.stdout).toMatch(/^– keys\.signing +not checked, because database\.reachable/m);
    expect(first.stdout + second.stdout).not.toMatch(/canary/);
  });

  it('is not made where there is none', async () => {
    const data = join(folder, 'new');
    await mkdir(data);
    const { status, stdout } = await cliIn(data, {})('doctor');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^✗ database\.reachable +there is none in \.data yet\n +→ Start/m);
    // Neither a folder nor a key.
    await expect(rm(join(data, '.data'), { recursive: true })).rejects.toThrow(/ENOENT/);
  });
});
