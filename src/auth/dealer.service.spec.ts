import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from '../../test/support/database.js';
import { readConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import { DealerService } from './dealer.service.js';
import { DealerStore } from './dealer.store.js';
import type { NewDealer } from './dealer.js';

const zeppelin: NewDealer = {
  code: 'A000',
  name: 'Northern Machines',
  timeZone: 'America/Chicago',
  currency: 'USD',
  country: 'US',
};

describe('DealerService', () => {
  let dealers: DealerService;
  let database: Database;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const created = await createTestDatabase();
    drop = () => created.drop();
    const SECRETS_KEY = Buffer.alloc(32).toString('base64');
    database = await Database.open(readConfig({ DATABASE_URL: created.url, SECRETS_KEY }));
    dealers = new DealerService(new DealerStore(database));
  });
  afterAll(async () => {
    await database.close();
    await drop();
  });

  it('adds a dealer with its generation 0', async () => {
    expect(await dealers.add(zeppelin)).toEqual({
      ...zeppelin,
      pageSize: 10,
      maxRejectPercent: 5,
      maxRemovalPercent: 20,
      maxRemovalRows: 10,
    });
    const rows = await database.prisma.dealerGeneration.findMany();
    expect(rows).toMatchObject([{ dealerCode: 'A000', generation: 0n }]);
    expect(Math.abs(Date.now() - (rows[0]?.publishedAt.getTime() ?? 0))).toBeLessThan(60_000);
  });

  it('refuses to add it twice', async () => {
    const again = dealers.add({ ...zeppelin, name: 'Other' });
    await expect(again).rejects.toMatchObject({ code: 'already-exists' });
    expect((await dealers.get('A000')).name).toBe('Northern Machines');
  });

  it('writes codes in upper case and lists dealers by code', async () => {
    await dealers.add({ ...zeppelin, code: '0-z', currency: 'eur', country: 'deu', pageSize: 50 });
    expect((await dealers.list()).map(({ code }) => code)).toEqual(['0-z', 'A000']);
    expect(await dealers.get('0-z')).toMatchObject({
      currency: 'EUR',
      country: 'DEU',
      pageSize: 50,
    });
  });

  it('changes what is named, and nothing else', async () => {
    await dealers.add({ ...zeppelin, code: 'C000' });
    const changed = await dealers.change('C000', { currency: 'eur', maxRemovalRows: 0 });
    expect(changed).toMatchObject({ name: zeppelin.name, currency: 'EUR', maxRemovalRows: 0 });
    expect(await dealers.get('C000')).toEqual(changed);
  });

  it('refuses a change of a dealer that is not there, or to what no dealer may have', async () => {
    await expect(dealers.change('nope', {})).rejects.toMatchObject({ code: 'not-found' });
    const bad = dealers.change('A000', { maxRejectPercent: 101, timeZone: 'Mars' });
    await expect(bad).rejects.toMatchObject({ code: 'invalid-parameter' });
    expect(await dealers.get('A000')).toMatchObject({ maxRejectPercent: 5 });
  });

  it('does not find what is not there', async () => {
    await expect(dealers.get('nope')).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([
    ['code', ''],
    ['code', 'A 000'],
    ['code', 'A'.repeat(21)],
    ['code', 'Ä'],
    ['name', '  '],
    ['timeZone', 'Chicago'],
    ['timeZone', '+02:00'],
    ['timeZone', ''],
    ['currency', 'XYZ'],
    ['currency', 'dollars'],
    ['country', 'U'],
    ['country', 'USAX'],
    ['country', 'U1'],
    ['pageSize', 0],
    ['pageSize', 1001],
    ['pageSize', 1.5],
    ['pageSize', Number.NaN],
    ['maxRejectPercent', -1],
    ['maxRejectPercent', 101],
    ['maxRemovalPercent', 0.5],
    ['maxRemovalPercent', 101],
    ['maxRemovalRows', -1],
    ['maxRemovalRows', 1e9 + 1],
  ])('refuses the %s %j', async (name, value) => {
    const error = await dealers.add({ ...zeppelin, code: 'BAD', [name]: value }).catch((e) => e);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'invalid-parameter', parameters: [{ name }] });
  });

  it('names every bad value at once', async () => {
    const error = await dealers.add({ ...zeppelin, code: '?', currency: '?' }).catch((e) => e);
    expect(error.parameters.map(({ name }: { name: string }) => name)).toEqual([
      'code',
      'currency',
    ]);
  });

  it.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires'])(
    'takes the time zone %s',
    async (timeZone) => {
      const code = timeZone.replaceAll(/[^A-Za-z]/g, '').slice(0, 20);
      expect(await dealers.add({ ...zeppelin, code, timeZone })).toMatchObject({ timeZone });
    },
  );
});
