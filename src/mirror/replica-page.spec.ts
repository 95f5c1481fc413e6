import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { contract } from '../../test/support/items.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { mirrorTable } from './mirror-table.js';
import { generationStatement, pageStatement, replicaPageStatement } from './page.sql.js';
import { PinStore, pullDigest } from './pin.store.js';

// What the statements of a replica's page say, on a server that has all: test/e2e/read-replica shows
// them on one that lags.

const TABLE = mirrorTable('contracts');
const PULL = { resource: 'contracts', customers: ['7'], items: 2, clientId: 'crs' };

let mirror: TestMirror;
let dealerCode: string;
let dealers = 0;

beforeAll(async () => {
  mirror = await TestMirror.open();
});
afterAll(() => mirror.close());
beforeEach(async () => {
  dealerCode = await mirror.addDealer(`D${++dealers}`);
});

interface Generation {
  readonly generation: string;
  readonly published: string | null;
  readonly ended: boolean;
  readonly untouched: boolean;
}

const load = (...ids: string[]) =>
  mirror.publish(dealerCode, { contracts: ids.map((id) => contract(id, '7')) });

const values = (page: number) => [dealerCode, PULL.customers, page, PULL.items];
const pull = (page: number) => [PULL.clientId, page > 0 ? pullDigest(PULL) : ''];

async function generation(page: number): Promise<Generation | undefined> {
  const sql = generationStatement(TABLE);
  return (await mirror.query<Generation>(sql, [dealerCode, page, ...pull(page)]))[0];
}

const onPrimary = (page: number) =>
  mirror.query(pageStatement(TABLE), [...values(page), ...pull(page)]);

const onReplica = (page: number, at: Pick<Generation, 'generation' | 'published'>) =>
  mirror.query(replicaPageStatement(TABLE), [...values(page), at.generation, at.published]);

describe('the generation to read at', () => {
  it('is the current one for page 0, and the pin for the pages after it', async () => {
    await load('A', 'B', 'C');
    const first = await generation(0);
    await new PinStore(mirror.database).pin({ ...PULL, dealerCode }, first?.generation ?? '');
    await load('A', 'B', 'D');
    expect(await generation(0)).toMatchObject({ generation: '2', ended: false });
    expect(await generation(1)).toEqual({ ...first, untouched: false });
    expect(first?.published).not.toBeNull();
  });

  it.each([
    ['in use', ''],
    ['not used for a minute', `used_at = now() - interval '2 minutes'`],
    ['ended', `used_at = now() - interval '16 minutes'`],
  ])('tells of a pin that is %s what the page itself would', async (_, change) => {
    await load('A', 'B', 'C');
    await new PinStore(mirror.database).pin({ ...PULL, dealerCode }, '1');
    await load('A', 'B', 'D');
    if (change)
      await mirror.query(`UPDATE pull_pin SET ${change} WHERE dealer_code = $1`, [dealerCode]);
    const { published: _published, ...said } = (await generation(1)) ?? {};
    expect((await onPrimary(1))[0]).toMatchObject(said);
  });

  it('is none while nothing was loaded', async () => {
    expect(await generation(0)).toBeUndefined();
  });
});

describe('a page at a given generation', () => {
  it.each([0, 1])('is the page that the primary gives (%i)', async (page) => {
    await load('A', 'B', 'C');
    const at = (await generation(0)) as Generation;
    const expected = await onPrimary(page);
    expect(expected).toHaveLength(1);
    expect(await onReplica(page, at)).toEqual(expected);
    await load('D');
    expect(await onReplica(page, at)).toEqual(expected);
  });

  it('is none where that generation has not arrived', async () => {
    await load('A');
    const { published } = (await generation(0)) as Generation;
    expect(await onReplica(0, { generation: '2', published })).toEqual([]);
  });

  it('is none where versions of that generation may be gone', async () => {
    await load('A');
    const at = (await generation(0)) as Generation;
    await load('B');
    await mirror.query(
      'UPDATE dealer_generation SET oldest_generation = 2 WHERE dealer_code = $1',
      [dealerCode],
    );
    expect(await onReplica(0, at)).toEqual([]);
  });

  it('is none where another generation has that number', async () => {
    await load('A');
    const at = (await generation(0)) as Generation;
    await mirror.query(
      `UPDATE generation SET published_at = published_at + interval '1 microsecond'
       WHERE dealer_code = $1`,
      [dealerCode],
    );
    expect(await onReplica(0, at)).toEqual([]);
  });

  it('is none where the resource was not loaded: a list without items is not sure', async () => {
    await load('A');
    const at = (await generation(0)) as Generation;
    await mirror.query('DELETE FROM resource_state WHERE dealer_code = $1', [dealerCode]);
    expect(await onReplica(0, at)).toEqual([]);
  });
});
