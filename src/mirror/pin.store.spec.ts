import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startTestPostgres, type TestPostgres } from '../../test/support/test-postgres.js';
import { until } from '../../test/support/until.js';
import { readConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { applyMigrations } from '../database/migrations.js';
import { PinStore } from './pin.store.js';

let postgres: TestPostgres;
let database: Database;
let pins: PinStore;

beforeAll(async () => {
  postgres = await startTestPostgres({ synchronous_commit: 'on' });
  await applyMigrations(postgres.url);
  const SECRETS_KEY = Buffer.alloc(32).toString('base64');
  database = await Database.open(readConfig({ DATABASE_URL: postgres.url, SECRETS_KEY }));
  pins = new PinStore(database);
});
afterAll(async () => {
  await database.close();
  await postgres.remove();
});

const pull = (customer: string) => ({
  dealerCode: 'A',
  clientId: 'C',
  resource: 'contracts',
  customers: [customer],
  items: 20,
});

async function generations(): Promise<string[]> {
  const { rows } = await database.pool.query<{ generation: string }>(
    'SELECT generation::text FROM pull_pin ORDER BY generation',
  );
  return rows.map(({ generation }) => generation);
}

it('a pull is pinned, and pinned anew when it begins anew', async () => {
  await pins.pin(pull('1'), '7');
  await pins.pin(pull('1'), '8');
  await pins.touch(pull('1'));
  expect(await generations()).toEqual(['8']);
});

it('only the pin itself does not wait for the disk', async () => {
  const connection = await database.pool.connect();
  try {
    await pins.pin(pull('1'), '8');
    expect((await connection.query('SHOW synchronous_commit')).rows).toEqual([
      { synchronous_commit: 'on' },
    ]);
  } finally {
    connection.release();
  }
  expect((await database.pool.query('SHOW synchronous_commit')).rows).toEqual([
    { synchronous_commit: 'on' },
  ]);
});

it('a crash of PostgreSQL loses no pin that something was published after', async () => {
  for (let customer = 1; customer <= 20; customer++)
    await pins.pin(pull(`${customer}`), `${100 + customer}`);
  // Any commit that waits for the disk, as that of a load does.
  await database.pool.query(`INSERT INTO generation VALUES ('A', 1, now())`);
  process.kill(postgres.pid() ?? 0, 'SIGKILL');
  await until(() =>
    postgres.start().then(
      () => true,
      () => undefined,
    ),
  );
  const found = await until(() => generations().catch(() => undefined));
  expect(found).toEqual(Array.from({ length: 20 }, (_, n) => `${101 + n}`));
});
