import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { readConfig, type Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { AccessTokenService } from './access-token.service.js';
import { CallerCache } from './caller-cache.js';
import { CallerService } from './caller.service.js';
import { ClientService } from './client.service.js';
import { ClientStore } from './client.store.js';
import { DealerService } from './dealer.service.js';
import { DealerStore } from './dealer.store.js';
import { ExternalTokenService } from './external-token.service.js';
import { InvalidToken } from './invalid-token.js';
import { IssuerKeyService } from './issuer-key.service.js';
import { IssuerKeySetStore } from './issuer-key-set.store.js';
import { SecretBox } from './secret-box.js';
import { SigningKeyService } from './signing-key.service.js';
import { SigningKeyStore } from './signing-key.store.js';

const KEY = Buffer.alloc(32, 7);

let created: TestDatabase;
let database: Database;
let config: Config;
let now: number;
let tokens: AccessTokenService;
let clients: ClientService;
let cache: CallerCache;
const clock = () => now;

beforeAll(async () => {
  created = await createTestDatabase();
  const SECRETS_KEY = KEY.toString('base64');
  config = readConfig({ DATABASE_URL: created.url, SECRETS_KEY, CLIENT_CACHE_SECONDS: '10' });
  database = await Database.open(config);
  const dealers = new DealerService(new DealerStore(database));
  await dealers.add({ code: 'A000', name: 'A', timeZone: 'UTC', currency: 'USD', country: 'US' });
  clients = new ClientService(new ClientStore(database), dealers, clock);
});
afterAll(async () => {
  await database.close();
  await created.drop();
});
beforeEach(() => {
  now = Date.now();
  const store = new SigningKeyStore(database);
  const signing = new SigningKeyService(store, new SecretBox(KEY), config, clock);
  tokens = new AccessTokenService(signing, config, clock);
  const keys = new IssuerKeyService(new IssuerKeySetStore(database), config, clock);
  const external = new ExternalTokenService(keys, config, clock);
  const callers = new CallerService(tokens, external, new ClientStore(database));
  cache = new CallerCache(callers, config, clock);
});

const newClient = async () => {
  const { clientId } = await clients.create({ name: 'CRS', dealers: ['A000'] });
  return { clientId, token: await tokens.issue(clientId, ['crs']) };
};

it('reads a client once in ten seconds, however many requests come', async () => {
  const { clientId, token } = await newClient();
  await cache.authenticate(token);
  await database.pool.query('UPDATE api_client SET name = $2 WHERE client_id = $1', [
    clientId,
    'Renamed',
  ]);
  now += 9_999;
  expect((await cache.authenticate(token)).name).toBe('CRS');
  now += 1;
  expect((await cache.authenticate(token)).name).toBe('Renamed');
});

it('a revoked client is out after ten seconds, with every token it holds', async () => {
  const { clientId, token } = await newClient();
  const other = await tokens.issue(clientId, ['crs']);
  await cache.authenticate(token);
  await clients.revoke(clientId);
  now += 10_000;
  await expect(cache.authenticate(token)).rejects.toThrow(InvalidToken);
  await expect(cache.authenticate(other)).rejects.toThrow(InvalidToken);
});

it('a token is good until it expires, and not a millisecond longer', async () => {
  const { token } = await newClient();
  const caller = await cache.authenticate(token);
  expect([...caller.scopes]).toEqual(['crs']);
  now = Math.floor(now / 1000) * 1000 + config.TOKEN_TTL_SECONDS * 1000 - 1;
  await cache.authenticate(token);
  now += 1;
  await expect(cache.authenticate(token)).rejects.toThrow('expired');
});

it('a refusal is not kept: a token with another signature stays out, the right one gets in', async () => {
  const { token } = await newClient();
  const forged = `${token.slice(0, -6)}AAAAAA`;
  await expect(cache.authenticate(forged)).rejects.toThrow(InvalidToken);
  await cache.authenticate(token);
  await expect(cache.authenticate(forged)).rejects.toThrow(InvalidToken);
});
