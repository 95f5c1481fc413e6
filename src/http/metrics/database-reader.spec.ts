import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { openGate, type Gate } from '../../../test/support/gate.js';
import { Scrape } from '../../../test/support/scrape.js';
import { until } from '../../../test/support/until.js';
import { readConfig, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { DatabaseReader } from './database-reader.js';
import { Metrics } from './metrics.js';

const SECRETS_KEY = Buffer.alloc(32).toString('base64');

let created: TestDatabase;
let gate: Gate;
let config: Config;
let database: Database;
let reader: DatabaseReader;
let metrics: Metrics;

beforeAll(async () => {
  Logger.overrideLogger(['fatal']);
  created = await createTestDatabase();
  gate = await openGate(created.url);
  config = readConfig({ DATABASE_URL: gate.url, SECRETS_KEY, DATABASE_POOL_SIZE: '2' });
  database = await Database.open(config);
  metrics = new Metrics();
  reader = new DatabaseReader(config, database, metrics);
  await run(`
    INSERT INTO dealer (dealer_code, name, time_zone, currency, country, last_load_id)
    VALUES ('A000', 'A', 'UTC', 'USD', 'USA', 12), ('B000', 'B', 'UTC', 'USD', 'USA', 0);
    INSERT INTO message (dealer_code, direction, sequence, state, queue_key, priority, message_type,
      submitted_message_id, submitted_time, digest, body, enqueued_time, enqueued_client_id)
    SELECT 'A000', way, n, state, 'k' || n % 3, 1, 'request', way || state || n, now(), '', '{}',
      now() - interval '1 hour', 'crs'
    FROM (VALUES ('in', 'queued', 5, 0), ('in', 'done', 20, 100), ('in', 'unmatched', 2, 200),
      ('out', 'queued', 3, 0), ('out', 'parked', 1, 100)) AS m (way, state, many, start),
      generate_series(start + 1, start + many) AS n;
    INSERT INTO message_lane (dealer_code, direction, queue_key, head, priority, due_time, held)
    VALUES ('A000', 'out', 'k1', 1, 1, now(), false), ('A000', 'out', 'k2', 101, 1, now(), true);
    INSERT INTO load (dealer_code, load_id, mode, state, started_at, finished_at, report, resources)
    VALUES
      ('A000', 9, 'full', 'published', now() - interval '3 days', now() - interval '3 days', NULL, '{}'),
      ('A000', 10, 'full', 'published', now() - interval '2 hours', now() - interval '1 hour',
        '{"resources": {"contracts": {"read": 7, "rejected": 2, "warnings": 1},
                        "invoices": {"read": 5}}}', '{contracts,invoices}'),
      ('A000', 11, 'delta', 'failed', now() - interval '30 seconds', now(), NULL, '{}'),
      ('A000', 12, 'full', 'dry run', now(), now(), '{}', '{contracts}');
    INSERT INTO resource_state (dealer_code, resource, generation, load_id, loaded_at, item_count)
    VALUES ('A000', 'contracts', 4, 10, now() - interval '1 hour', 5),
      ('A000', 'invoices', 4, 10, now() - interval '1 hour', 5);
    INSERT INTO crs_connection (dealer_code, message_url, token_url, client_id, environment, state,
      secret, secret_time, notify_types, notified_generation, due_time, failures, clock_drift_ms)
    VALUES ('A000', '', '', 'd', 'production', 'active', '', now(), '{}', 0, to_timestamp(2000000000),
      3, -4500);
    INSERT INTO dealer_counter (dealer_code, name, last) VALUES ('A000', 'event', 40);
    INSERT INTO webhook (dealer_code, webhook_id, url, event_types, secret, state, cursor, due_time)
    VALUES ('A000', 'w1', '', '{}', '', 'active', 30, now()), ('A000', 'w2', '', '{}', '', 'paused', 2, now());
    INSERT INTO pull_pin (dealer_code, client_id, request, generation, pinned_at, used_at)
    VALUES ('A000', 'c', 'r1', 1, now(), now()),
      ('A000', 'c', 'r2', 1, now() - interval '1 hour', now() - interval '20 minutes')`);
});
afterEach(() => gate.open());
afterAll(async () => {
  await reader.onApplicationShutdown();
  await database.close();
  await gate.remove();
  await created.drop();
});

async function run(text: string): Promise<void> {
  await database.pool.query(text);
}

async function read(): Promise<Scrape> {
  await reader.readAnew();
  return Scrape.from(await metrics.registry.metrics());
}

const isUp = async () => {
  const now = await read();
  return now.value('crs_database_up') === 1 && now.value('crs_database_read') === 1;
};

describe('what the database says', () => {
  it('is how loads went', async () => {
    const now = await read();
    const rows = (resource: string, outcome: string) =>
      now.value('crs_last_load_rows', { dealer: 'A000', resource, outcome });
    expect([rows('contracts', 'read'), rows('contracts', 'rejected')]).toEqual([7, 2]);
    expect([rows('contracts', 'warnings'), rows('invoices', 'read')]).toEqual([1, 5]);
    expect(now.value('crs_loads_total', { dealer: 'A000' })).toBe(12);
    expect(now.value('crs_loads_total', { dealer: 'B000' })).toBe(0);
    const lately = (state: string) => now.value('crs_loads_last_day', { dealer: 'A000', state });
    expect([lately('published'), lately('failed'), lately('dry run')]).toEqual([1, 1, 1]);
    expect(now.value('crs_last_load_failed', { dealer: 'A000' })).toBe(1);
    expect(now.value('crs_last_load_duration_seconds')).toBe(30);
    const age = now.value('crs_generation_age_seconds', { resource: 'invoices' }) ?? 0;
    expect(Math.abs(age - 3600)).toBeLessThan(60);
  });

  it('is what waits, by direction and state, and for how long', async () => {
    const now = await read();
    const waiting = (direction: string, state: string) =>
      now.value('crs_queue_messages', { dealer: 'A000', direction, state });
    expect([waiting('in', 'queued'), waiting('in', 'unmatched')]).toEqual([5, 2]);
    expect([waiting('out', 'queued'), waiting('out', 'parked')]).toEqual([3, 1]);
    expect(now.value('crs_queue_messages', { dealer: 'B000' })).toBe(0);
    const oldest = { dealer: 'A000', direction: 'out' };
    expect(now.value('crs_queue_keys_held', oldest)).toBe(1);
    expect(now.value('crs_queue_oldest_age_seconds', oldest)).toBeGreaterThanOrEqual(3600);
    expect(now.value('crs_queue_oldest_age_seconds', { dealer: 'B000' })).toBe(0);
  });

  it('is how CRS, webhooks and pulls fare', async () => {
    const now = await read();
    expect(now.value('crs_connection_failures', { dealer: 'A000' })).toBe(3);
    expect(now.value('crs_connection_next_attempt_timestamp_seconds')).toBe(2_000_000_000);
    expect(now.value('crs_connection_clock_drift_seconds')).toBe(-4.5);
    expect(now.value('crs_connection_delivered_timestamp_seconds')).toBeUndefined();
    expect(now.value('crs_webhooks', { state: 'paused' })).toBe(1);
    expect(now.value('crs_webhook_events_behind', { dealer: 'A000' })).toBe(10);
    expect(now.value('crs_pull_pins', { dealer: 'A000' })).toBe(1);
  });

  it('is read once for all who ask within five seconds', async () => {
    const other = new Metrics();
    const shared = new DatabaseReader(config, database, other);
    const first = shared.refresh();
    expect(shared.refresh()).toBe(first);
    await first;
    gate.shut();
    await shared.refresh();
    gate.open();
    await shared.onApplicationShutdown();
    expect(Scrape.from(await other.registry.metrics()).value('crs_database_up')).toBe(1);
  });

  it('is not there while the database does not answer, and comes back with it', async () => {
    await until(isUp);
    gate.shut();
    const without = await read();
    expect(without.value('crs_database_up')).toBe(0);
    expect(without.series('crs_generation')).toEqual([]);
    gate.open();
    await until(isUp);
  });

  it('ends in time when a statement takes too long', async () => {
    const locker = await database.pool.connect();
    await locker.query('BEGIN; LOCK TABLE resource_state IN ACCESS EXCLUSIVE MODE');
    const begin = performance.now();
    const now = await read();
    await locker.query('ROLLBACK');
    locker.release();
    expect(performance.now() - begin).toBeLessThan(3_000);
    // It is slow, not gone.
    expect([now.value('crs_database_up'), now.value('crs_database_read')]).toEqual([1, 0]);
    expect(now.series('crs_generation')).toEqual([]);
  });
});
