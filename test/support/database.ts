import { randomBytes } from 'node:crypto';
import { withClient } from '../../src/database/session.js';

/** The migrated database that every test database is a copy of. */
export const TEMPLATE = 'crs_template';

/** The variable that carries the test server's address to jest's workers. */
export const TEST_SERVER_VARIABLE = 'CRS_TEST_POSTGRES_URL';

/** A database of a test's own. */
export interface TestDatabase {
  readonly url: string;
  /** Drops it, whoever is still connected. */
  drop(): Promise<void>;
}

/** Creates a migrated database without rows on the server of this test run; about 50 ms. */
export function createTestDatabase(): Promise<TestDatabase> {
  return createFrom(TEMPLATE);
}

/** Creates a database without tables on the server of this test run. */
export function createBareDatabase(): Promise<TestDatabase> {
  return createFrom('template0');
}

async function createFrom(template: string): Promise<TestDatabase> {
  const server = process.env[TEST_SERVER_VARIABLE];
  if (!server)
    throw new Error(
      'No test server: jest must run with test/support/global-setup.ts as globalSetup',
    );
  const name = `test_${randomBytes(8).toString('hex')}`;
  const run = (sql: string) => withClient(server, (client) => client.query(sql));
  await run(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(server);
  url.pathname = name;
  return {
    url: url.href,
    drop: async () => {
      await run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}
