import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { applyMigrations } from '../../src/database/migrations.js';
import { openClient } from '../../src/database/session.js';
import { notification, startIntakeServer, type IntakeServer } from '../support/intake.js';
import { AS_SHIPPED } from '../support/patient.js';
import { startTestPostgres, type TestPostgres } from '../support/test-postgres.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

const IN_TIME_MS = 7_000;

let postgres: TestPostgres;
let intake: IntakeServer;

beforeAll(async () => {
  postgres = await startTestPostgres();
  await applyMigrations(postgres.url);
  const database = { DATABASE_URL: postgres.url, CLIENT_CACHE_SECONDS: '30' };
  intake = await startIntakeServer({ ...database, ...AS_SHIPPED });
  expect((await intake.submit(notification())).status).toBe(200);
});
afterAll(async () => {
  await intake.close();
  await postgres.remove();
});

/** What keeps the database from taking messages, and what ends it. */
const FAULTS: Record<string, () => Promise<() => Promise<void>>> = {
  'is stopped': async () => {
    await postgres.stop();
    return () => postgres.start();
  },
  'has the dealer’s counter locked': async () => {
    const holder = await openClient(postgres.url);
    await holder.query('BEGIN; SELECT FROM dealer_counter FOR UPDATE');
    return () => holder.end();
  },
  'has no connection to spare': async () => {
    const { pool } = intake.server.database;
    const held = await Promise.all(
      Array.from({ length: intake.server.config.DATABASE_POOL_SIZE }, () => pool.connect()),
    );
    return async () => {
      for (const client of held) client.release();
    };
  },
};

it.each(Object.keys(FAULTS))(
  'while the database %s messages are answered with 503 in time, and taken once when they come again',
  async (name) => {
    const messages = Array.from({ length: 20 }, () => notification());
    const before = (await intake.stored()).length;
    const end = await FAULTS[name]?.();
    const begun = performance.now();
    try {
      const answers = await Promise.all(messages.map((message) => intake.submit(message)));
      for (const { status, headers, body } of answers) {
        expect(status).toBe(503);
        expect(Number(headers['retry-after'])).toBeGreaterThan(0);
        expect(body).toMatchObject({ status: 503, requestId: headers['x-request-id'] });
      }
      expect(performance.now() - begun).toBeLessThan(IN_TIME_MS);
    } finally {
      await end?.();
    }
    for (const message of messages)
      await until(async () => (await intake.submit(message)).status === 200);
    const taken = (await intake.stored()).slice(before).map((one) => one.submittedMessageId);
    expect(taken).toHaveLength(messages.length);
    expect(new Set(taken)).toEqual(new Set(messages.map((one) => one['submittedMessageId'])));
  },
);
