import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startCrsPeer, type CrsPeer } from '../../test/support/crs-peer.js';
import { OutboxWorld } from '../../test/support/outbox-world.js';
import { readConfig } from '../config/config.js';
import { judgeDrift } from './clock.js';
import { examineCrs } from './crs-examination.js';
import { Examination } from './examination.js';
import { ok, type Finding } from './finding.js';
import { queue } from './messages.js';
import { queueStates } from './messages.store.js';
import { webhooks } from './webhooks.js';
import { readWebhooks } from './webhooks.store.js';

let world: OutboxWorld;
let peer: CrsPeer;
let dealer: string;

beforeAll(async () => {
  world = await OutboxWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  peer = await startCrsPeer();
  dealer = await world.addDealer(peer);
});
afterEach(() => peer.close());

const set = (columns: string) =>
  world.mirror.query(`UPDATE crs_connection SET ${columns} WHERE dealer_code = $1`, [dealer]);

/** What is found of dealers' connections, by id; of one dealer each. */
async function found(environment: Record<string, string> = {}, dealers = [dealer]) {
  const { database } = world.mirror;
  const SECRETS_KEY = Buffer.alloc(32, 5).toString('base64');
  const config = readConfig({
    DATABASE_URL: database.url(),
    SECRETS_KEY,
    CRS_ALLOW_PRIVATE: 'on',
    ...environment,
  });
  const examination = new Examination();
  const yes = () => ok('');
  for (const id of ['config.readable', 'database.reachable', 'migrations.applied'] as const)
    await examination.run({ [id]: yes });
  await examination.run({ 'keys.secrets-key': yes, 'dealers.present': yes });
  await examineCrs(examination, config, database, dealers);
  const findings = examination.findings().filter(({ id }) => /crs/.test(id));
  return Object.fromEntries(findings.map((one) => [one.id, one])) as Record<string, Finding>;
}

describe('a connection with CRS', () => {
  it('is there, works, and has the same time', async () => {
    const before = await world.connection(dealer);
    expect(await found()).toMatchObject({
      'crs.connected': { result: 'ok', dealer },
      // Plain HTTP, as the peer is on this machine.
      'crs.reachable': { result: 'warning', dealer, found: expect.stringMatching(/plain HTTP/) },
      'clock.crs': { result: 'ok', dealer },
    });
    expect(await world.connection(dealer)).toEqual(before);
    expect(peer.posts).toHaveLength(0);
  });

  it('may be missing', async () => {
    await world.mirror.addDealer('NONE');
    expect(await found({}, ['NONE'])).toMatchObject({
      'crs.connected': { result: 'warning', todo: 'npm run cli -- crs connect --dealer NONE' },
      'crs.reachable': { result: 'not-checked' },
      'clock.crs': { result: 'not-checked' },
    });
  });

  it('may be paused', async () => {
    await set(`state = 'paused', state_by = 'ann', state_reason = 'tests'`);
    expect((await found())['crs.connected']).toMatchObject({
      result: 'warning',
      found: 'paused by ann: tests',
      todo: `npm run cli -- outbox resume --dealer ${dealer}`,
    });
  });

  it('may fail: for an hour it is a failure', async () => {
    await set(`failures = 3, last_error = 'refused', delivered_time = now() - interval '10 min'`);
    expect((await found())['crs.connected']).toMatchObject({
      result: 'warning',
      found: expect.stringMatching(/^3 attempts failed .* for 10 min: refused$/),
    });
    await set(`delivered_time = now() - interval '2 hours'`);
    expect((await found())['crs.connected']).toMatchObject({ result: 'failure' });
  });

  it('may have a new secret that does not work', async () => {
    await set(`next_secret_error = 'invalid_client'`);
    expect((await found())['crs.connected']).toMatchObject({
      result: 'warning',
      found: 'the new secret does not work: invalid_client',
    });
  });

  it('fails with a secret that CRS does not know, and does not tell it', async () => {
    peer.clients.set('dealer', 'another');
    const findings = await found();
    expect(findings['crs.reachable']).toMatchObject({
      result: 'failure',
      found: expect.stringMatching(/^secret, token: /),
    });
    expect(JSON.stringify(findings)).not.toContain('s3cret');
  });

  it('fails where nobody answers, and then tells the clock of the last message', async () => {
    await set(`clock_drift_ms = -3000, clock_drift_time = '2026-01-02T03:04:05Z'`);
    await peer.leave();
    expect(await found()).toMatchObject({
      'crs.reachable': { result: 'failure', found: expect.stringMatching(/ECONNREFUSED/) },
      'clock.crs': {
        result: 'warning',
        found: expect.stringMatching(/2026-01-02T03:04:05.*3\.0 s behind/),
      },
    });
  });

  it('may not lead to a private address', async () => {
    const findings = await found({ CRS_ALLOW_PRIVATE: 'off' });
    expect(findings['crs.reachable']).toMatchObject({ result: 'failure' });
    expect(findings['clock.crs']).toMatchObject({ result: 'not-checked' });
    expect(peer.tokenRequests).toHaveLength(0);
  });

  it('has a clock that may go wrong', async () => {
    peer.aheadBy(60_000);
    expect((await found())['clock.crs']).toMatchObject({
      result: 'failure',
      found: expect.stringMatching(/(?:59|60)\.\d s ahead/),
    });
  });

  it.each([
    [0, 'ok'],
    [-1999, 'ok'],
    [2001, 'warning'],
    [-30_001, 'failure'],
  ])('a clock that is %d ms ahead: %s', (ahead, result) => {
    expect(judgeDrift('it', ahead)).toMatchObject({ result });
  });
});

describe('messages', () => {
  const states = () => queueStates(world.mirror.database.pool, [dealer]);
  const age = (hours: number) =>
    world.mirror.query(
      `UPDATE message SET enqueued_time = clock_timestamp() - $2 * interval '1 hour'
       WHERE dealer_code = $1`,
      [dealer, hours],
    );
  const change = (columns: string) =>
    world.mirror.query(`UPDATE message SET ${columns} WHERE dealer_code = $1`, [dealer]);

  it('to CRS wait an hour at most', async () => {
    expect(queue(dealer, 'out', await states())).toMatchObject([{ result: 'ok', dealer }]);
    await world.queue(dealer, 'a: 1', 'a: 2');
    const after = async (hours: number) => {
      await age(hours);
      return queue(dealer, 'out', await states()).map(({ result }) => result);
    };
    expect([await after(0.9), await after(2), await after(25)]).toEqual([
      ['ok'],
      ['warning'],
      ['failure'],
    ]);
    expect(queue(dealer, 'in', await states())).toMatchObject([{ result: 'ok' }]);
  });

  it('that wait for somebody are counted', async () => {
    await world.queue(dealer, 'a: 1', 'b: 2');
    await world.mirror.query('UPDATE message_lane SET held = true WHERE dealer_code = $1', [
      dealer,
    ]);
    await change(`state = 'parked'`);
    await age(100);
    expect(queue(dealer, 'out', await states())).toMatchObject([
      {
        result: 'warning',
        found: '2 messages parked: somebody must decide',
        todo: expect.stringMatching(/outbox list --state parked/),
      },
    ]);
    await change(`direction = 'in', state = 'unmatched'`);
    expect(queue(dealer, 'in', await states())).toMatchObject([
      { result: 'warning', found: expect.stringMatching(/^2 messages of customers/) },
    ]);
  });

  it('from CRS wait a quarter of an hour at most', () => {
    const own = { dealer, direction: 'in', parked: 0, unmatched: 0 } as const;
    const results = [800, 1000, 20_000].map(
      (oldest) => queue(dealer, 'in', [{ ...own, oldest }])[0]?.result,
    );
    expect(results).toEqual(['ok', 'warning', 'failure']);
  });
});

describe('webhooks', () => {
  it('are neither paused nor failing', async () => {
    const look = async () =>
      webhooks(dealer, await readWebhooks(world.mirror.database.pool, [dealer]));
    const add = (id: string, state: string, reason: string | null, failures: number) =>
      world.mirror.query(
        `INSERT INTO webhook (dealer_code, webhook_id, url, event_types, secret, state, reason, failures, cursor, due_time)
         VALUES ($1, $2, 'https://w.example', '{}', '\\x00', $3, $4, $5, 0, now())`,
        [dealer, id, state, reason, failures],
      );
    expect(await look()).toEqual([{ result: 'ok', dealer, found: '0 webhooks' }]);
    await add('w1', 'active', null, 0);
    expect(await look()).toEqual([{ result: 'ok', dealer, found: '1 webhook' }]);
    await add('w2', 'paused', 'it answered 410', 0);
    await add('w3', 'active', null, 2);
    expect(await look()).toMatchObject([
      { result: 'warning', about: 'w2', found: 'paused: it answered 410' },
      { result: 'warning', about: 'w3', found: '2 attempts failed one after the other' },
    ]);
  });
});
