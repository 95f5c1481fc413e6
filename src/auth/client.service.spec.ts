import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '../../test/support/database.js';
import { readConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { ClientService } from './client.service.js';
import { ClientStore } from './client.store.js';
import { DealerService } from './dealer.service.js';
import { DealerStore } from './dealer.store.js';

describe('ClientService', () => {
  let clients: ClientService;
  let store: ClientStore;
  let database: Database;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const created = await createTestDatabase();
    drop = () => created.drop();
    const SECRETS_KEY = Buffer.alloc(32).toString('base64');
    database = await Database.open(readConfig({ DATABASE_URL: created.url, SECRETS_KEY }));
    const dealers = new DealerService(new DealerStore(database));
    store = new ClientStore(database);
    clients = new ClientService(store, dealers, Date.now);
    const common = { name: 'Dealer', timeZone: 'UTC', currency: 'USD', country: 'US' };
    await dealers.add({ ...common, code: 'A000' });
    await dealers.add({ ...common, code: 'B000' });
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });

  const created = async () => {
    const { clientId, clientSecret = '' } = await clients.create({
      name: 'CRS',
      dealers: ['A000'],
    });
    return { clientId, clientSecret };
  };

  it('makes credentials of 256 random bits and keeps only a hash', async () => {
    const { clientId, clientSecret } = await created();
    expect(clientId).toMatch(/^crs-[0-9a-f]{20}$/);
    expect(Buffer.from(clientSecret, 'base64url').length).toBe(32);
    const row = await database.prisma.apiClient.findUniqueOrThrow({ where: { clientId } });
    expect(row.secretHash?.length).toBe(32);
    expect(Buffer.from(row.secretHash ?? []).toString('base64url')).not.toBe(clientSecret);
    expect(JSON.stringify(await clients.list())).not.toMatch(/secret/i);
  });

  it('gives the scope crs when nothing is said', async () => {
    const { clientId } = await created();
    expect(await store.findByClientId(clientId)).toMatchObject({
      name: 'CRS',
      scopes: ['crs'],
      dealers: ['A000'],
    });
  });

  it('lists what was registered, each dealer once and sorted', async () => {
    const given = { name: 'Both', dealers: ['B000', 'A000', 'B000'], scopes: ['dealer', 'crs'] };
    const { clientId } = await clients.create(given);
    const listed = (await clients.list()).find((client) => client.clientId === clientId);
    expect(listed).toMatchObject({
      name: 'Both',
      dealers: ['A000', 'B000'],
      scopes: ['dealer', 'crs'],
      externalId: null,
      revokedAt: null,
    });
  });

  it('authenticates with the right secret only', async () => {
    const { clientId, clientSecret } = await created();
    expect(await clients.authenticate(clientId, clientSecret)).toMatchObject({ clientId });
    expect(await clients.authenticate(clientId, `${clientSecret}x`)).toBeUndefined();
    expect(await clients.authenticate(clientId, '')).toBeUndefined();
    expect(await clients.authenticate('crs-unknown', clientSecret)).toBeUndefined();
    expect(await clients.authenticate('nul\0', clientSecret)).toBeUndefined();
  });

  it('ends the old secret when it makes a new one', async () => {
    const { clientId, clientSecret } = await created();
    const renewed = await clients.rotateSecret(clientId);
    expect(await clients.authenticate(clientId, clientSecret)).toBeUndefined();
    expect(await clients.authenticate(clientId, renewed.clientSecret)).toMatchObject({ clientId });
  });

  it('shuts a revoked client out, for good', async () => {
    const { clientId, clientSecret } = await created();
    await clients.revoke(clientId);
    await clients.revoke(clientId);
    expect(await clients.authenticate(clientId, clientSecret)).toBeUndefined();
    await expect(clients.rotateSecret(clientId)).rejects.toMatchObject({ code: 'not-found' });
    const listed = (await clients.list()).find((client) => client.clientId === clientId);
    expect(listed?.revokedAt).toBeInstanceOf(Date);
  });

  it('does not find what is not there', async () => {
    await expect(clients.revoke('nope')).rejects.toMatchObject({ code: 'not-found' });
    await expect(clients.rotateSecret('nope')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('gives a client of another issuer no secret, and finds it by its name there', async () => {
    const given = { name: 'CRS', dealers: ['A000'], externalId: 'idp-42' };
    const { clientId, clientSecret } = await clients.create(given);
    expect(clientSecret).toBeUndefined();
    expect(await store.findByExternalId('idp-42')).toMatchObject({ clientId });
    expect(await clients.authenticate(clientId, '')).toBeUndefined();
    await expect(clients.create(given)).rejects.toMatchObject({ code: 'already-exists' });
  });

  it.each([
    [{ name: ' ', dealers: ['A000'] }, 'name'],
    [{ name: 'x', dealers: [] }, 'dealers'],
    [{ name: 'x', dealers: ['A000', 'Z999'] }, 'dealers'],
    [{ name: 'x', dealers: ['A000'], scopes: ['crs', 'root'] }, 'scopes'],
  ])('refuses %j', async (given, name) => {
    const count = (await clients.list()).length;
    const attempt = clients.create(given);
    await expect(attempt).rejects.toMatchObject({
      code: 'invalid-parameter',
      parameters: [{ name }],
    });
    expect((await clients.list()).length).toBe(count);
  });

  it('names the unknown dealer', async () => {
    const attempt = clients.create({ name: 'x', dealers: ['A000', 'Z999'] });
    await expect(attempt).rejects.toThrow('There is no dealer Z999');
  });

  it("lets an operator's client have no dealer", async () => {
    const { clientId } = await clients.create({ name: 'ops', dealers: [], scopes: ['admin'] });
    expect(await store.findByClientId(clientId)).toMatchObject({ dealers: [], scopes: ['admin'] });
  });
});
