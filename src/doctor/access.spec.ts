import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../test/support/temporary-folder.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { SecretBox } from '../auth/secret-box.js';
import { makeSigningKey } from '../auth/signing-key.js';
import { readConfig } from '../config/config.js';
import { ConnectionSecrets } from '../outbox/connection/connection-secrets.js';
import { WebhookSecrets } from '../webhooks/webhook-secrets.js';
import { admins, credentials, type CheckedClient } from './clients.js';
import { readClients } from './clients.store.js';
import { presentKey, sealed, secretsKeyThere, signingKey } from './keys.js';
import { connectionSecrets, webhookSecrets } from './keys.store.js';

const box = new SecretBox(randomBytes(32));
const other = new SecretBox(randomBytes(32));
const now = Date.now();

let mirror: TestMirror;

beforeAll(async () => {
  mirror = await TestMirror.open();
  for (const code of ['A', 'B', 'C']) await mirror.addDealer(code);
});
afterAll(() => mirror.close());

describe('the key that encrypts', () => {
  it('is looked for, and not made', async () => {
    const folder = await temporaryFolder();
    const data = join(folder, 'data');
    await mkdir(data);
    const config = readConfig({ DATA_DIR: data });
    const none = await presentKey(config);
    expect(secretsKeyThere(none, [])).toMatchObject({ result: 'ok' });
    expect(secretsKeyThere(none, [1])).toMatchObject({ result: 'failure' });
    expect(await readdir(data)).toEqual([]);
    const given = readConfig({ SECRETS_KEY: randomBytes(32).toString('base64') });
    expect(secretsKeyThere(await presentKey(given), [1])).toMatchObject({ result: 'ok' });
    await rm(folder, { recursive: true });
  });

  it('opens the key that signs, which is not older than a year', async () => {
    const year = 367 * 24 * 60 * 60_000;
    const key = await makeSigningKey(box, new Date(now));
    const retired = { ...(await makeSigningKey(other, new Date(now))), retiredAt: new Date(now) };
    expect(await signingKey(box, [key, retired], now)).toMatchObject({ result: 'ok' });
    expect(await signingKey(box, [key], now + year)).toMatchObject({
      result: 'warning',
      todo: 'npm run cli -- keys rotate',
    });
    expect(await signingKey(other, [key], now)).toMatchObject({ result: 'failure' });
    expect(await signingKey(box, [], now)).toMatchObject({ result: 'ok' });
  });

  it('opens the secrets of connections and webhooks; whose it does not are named', async () => {
    const crs = (of: SecretBox, dealer: string) =>
      new ConnectionSecrets(of).seal(dealer, 'secret', 'pw-canary');
    const connect = (dealer: string, secret: Uint8Array, next: Uint8Array | null) =>
      mirror.query(
        `INSERT INTO crs_connection (dealer_code, message_url, token_url, client_id, environment,
           secret, secret_time, next_secret, notify_types, notified_generation, due_time)
         VALUES ($1, 'https://m.example', 'https://t.example', 'c', 'test', $2, now(), $3, '{}', 0, now())`,
        [dealer, secret, next],
      );
    const hook = (of: SecretBox, dealerCode: string, webhookId: string) =>
      mirror.query(
        `INSERT INTO webhook (dealer_code, webhook_id, url, event_types, secret, state, cursor, due_time)
         VALUES ($1, $2, 'https://w.example', '{}', $3, 'active', 0, now())`,
        [
          dealerCode,
          webhookId,
          new WebhookSecrets(of).seal({ dealerCode, webhookId }, 'pw-canary'),
        ],
      );
    const look = async (dealers: string[], of: SecretBox | undefined = box) => {
      const { pool } = mirror.database;
      const found = await connectionSecrets(pool, dealers);
      return sealed(of, found, await webhookSecrets(pool, dealers), now);
    };
    expect(await look(['A', 'B'])).toEqual([{ result: 'ok', found: 'there are none' }]);
    await connect('A', crs(box, 'A'), null);
    await hook(box, 'A', 'w1');
    expect(await look(['A', 'B'])).toEqual([
      { result: 'ok', found: '2 secrets open with SECRETS_KEY' },
    ]);
    await connect('B', crs(box, 'B'), crs(other, 'B'));
    await hook(other, 'B', 'w2');
    const found = await look(['A', 'B']);
    expect(found).toMatchObject([
      { result: 'failure', dealer: 'B', about: 'next secret' },
      { result: 'failure', dealer: 'B', about: 'w2' },
    ]);
    expect(found[0]?.todo).toMatch(/crs set --dealer B --new-secret/);
    expect(JSON.stringify(found)).not.toContain('canary');
    expect(await look(['A'])).toMatchObject([{ result: 'ok' }]);
    // Another key opens none of them.
    expect(await look(['A', 'B'], other)).toHaveLength(3);
  });
});

describe('clients', () => {
  const client = (given: Partial<CheckedClient>): CheckedClient => ({
    name: 'CRS',
    clientId: 'crs-1',
    scopes: ['crs'],
    dealers: ['A'],
    hasSecret: true,
    externalId: null,
    ...given,
  });
  const here = { OAUTH_ISSUER_URL: '' };
  const issuer = { OAUTH_ISSUER_URL: 'https://id.example' };

  it('are read as they are stored, revoked ones left out', async () => {
    await mirror.query(
      `INSERT INTO api_client (client_id, name, secret_hash, scopes, external_id, revoked_at) VALUES
         ('1', 'one', '\\x00', '{crs,admin}', NULL, NULL), ('2', 'two', NULL, '{crs}', 'x', NULL),
         ('3', 'three', '\\x00', '{crs}', NULL, now())`,
    );
    await mirror.query(`INSERT INTO api_client_dealer VALUES ('A', '1')`);
    expect(await readClients(mirror.database.pool)).toEqual([
      client({ name: 'one', clientId: '1', scopes: ['crs', 'admin'] }),
      client({ name: 'two', clientId: '2', dealers: [], hasSecret: false, externalId: 'x' }),
    ]);
  });

  it('can all get a token, and CRS has one for each dealer', () => {
    expect(credentials([client({})], ['A'], here)).toMatchObject([{ result: 'ok' }]);
    expect(credentials([client({})], ['A', 'B'], here)).toMatchObject([
      {
        result: 'warning',
        dealer: 'B',
        todo: 'npm run cli -- client add --name CRS --dealer B',
      },
    ]);
    expect(credentials([client({ scopes: ['dealer'] })], ['A'], here)).toMatchObject([
      { result: 'warning', dealer: 'A' },
    ]);
  });

  it('of another issuer need that issuer', () => {
    const external = client({ hasSecret: false, externalId: 'x' });
    expect(credentials([external], ['A'], issuer)).toMatchObject([{ result: 'ok' }]);
    expect(credentials([external], ['A'], here)).toMatchObject([
      { result: 'warning', dealer: 'A' },
      { result: 'warning', found: expect.stringMatching(/CRS \(crs-1\)/) },
    ]);
    const neither = client({ hasSecret: false });
    expect(credentials([neither, external], ['A'], issuer)).toMatchObject([{ result: 'warning' }]);
  });

  it('that administer do nothing else', () => {
    const admin = client({ name: 'Ann', scopes: ['admin'] });
    const both = client({ name: 'Bob', scopes: ['crs', 'admin'] });
    expect(admins([client({})])).toMatchObject({ result: 'ok', found: 'nobody' });
    expect(admins([admin])).toMatchObject({ result: 'ok', found: 'Ann' });
    expect(admins([admin, both])).toMatchObject({
      result: 'warning',
      found: expect.stringMatching(/^Bob /),
    });
  });
});
