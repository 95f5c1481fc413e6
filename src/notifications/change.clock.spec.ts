import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { EFFORT } from '../../test/support/effort.js';
import { asset, contract, invoice, jobsite, rate } from '../../test/support/items.js';
import { NotificationWorld, type NotifyingNode } from '../../test/support/notification-world.js';
import type { Rows } from '../../test/support/test-mirror.js';
import { ReturnDateClock } from '../mirror/return-date.clock.js';

let world: NotificationWorld;
let node: NotifyingNode;
let dealer: string;
const log = jest.spyOn(Logger.prototype, 'log').mockImplementation(() => undefined);
const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);

beforeAll(async () => {
  world = await NotificationWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  log.mockClear();
  warn.mockClear();
  dealer = await world.addDealer();
  node = world.node();
});

const publish = (rows: Rows, mode: 'full' | 'delta' = 'full') =>
  world.mirror.publish(dealer, rows, { mode });
const pass = () => node.clock.pass();
const queued = () => world.queued(dealer);
const pdf = (name: string) => ({ pdfUrl: `https://rms.example/${name}.pdf` });

/** A contract of each of these customers. */
const contracts = (customers: readonly (number | string)[], more: object = {}) =>
  customers.map((id) => contract(`K${id}`, String(id), { ...more }));
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

describe('what changed is told of', () => {
  it('by customer and type, in the order of the customers', async () => {
    await publish({ contracts: [], invoices: [], rates: [], jobsites: [] });
    await world.connect(dealer);
    await publish({
      invoices: [invoice('I1', '3'), invoice('I2', '1', pdf('a'))],
      contracts: contracts([2]),
      rates: [rate('4', 'G')],
      jobsites: [jobsite('J1', '1')],
    });
    await pass();
    expect(await queued()).toEqual([
      'contract 1',
      'invoice 1',
      'document 1',
      'contract 2',
      'invoice 3',
      'catalog 4',
    ]);
  });

  it('when it is changed and when it goes, and for nobody else', async () => {
    await publish({ contracts: contracts([1, 2, 3]), rates: [rate('1', 'G'), rate('2', 'G')] });
    await world.connect(dealer);
    await publish({ contracts: [...contracts([1]), ...contracts([2], { poNumber: '7' })] });
    await publish({ rates: [rate('1', 'G', 2), rate('2', 'G')] });
    await pass();
    expect(await queued()).toEqual(['contract 2', 'contract 3', 'catalog 1']);
  });

  it('and a load that changes nothing tells nothing', async () => {
    await publish({ contracts: contracts([1, 2]) });
    await world.connect(dealer);
    await publish({ contracts: contracts([1, 2]) });
    await pass();
    expect(await queued()).toEqual([]);
  });

  it('of the types that the dealer wants', async () => {
    await world.connect(dealer, { types: ['invoice', 'catalog'] });
    await publish({
      contracts: contracts([1], pdf('c')),
      invoices: [invoice('I', '1')],
      rates: [rate('2', 'G')],
    });
    await pass();
    expect(await queued()).toEqual(['invoice 1', 'catalog 2']);
  });

  it('also when only time has passed', async () => {
    const soon = new Date(Date.now() + 30 * 86_400_000).toISOString();
    await publish({ contracts: contracts([1], { assetDetails: [asset(soon)] }) });
    await world.connect(dealer);
    await world.mirror.query(
      `UPDATE contract SET next_return_at = next_return_at - interval '1 year',
         asset_returns = array(SELECT r - interval '1 year' FROM unnest(asset_returns) AS r)
       WHERE dealer_code = $1`,
      [dealer],
    );
    await new ReturnDateClock(world.mirror.database).pass();
    await pass();
    expect(await queued()).toEqual(['contract 1']);
  });

  it('while the connection is paused: it is queued', async () => {
    await world.connect(dealer, { state: 'paused' });
    await publish({ contracts: contracts([1]) });
    await pass();
    expect(await queued()).toEqual(['contract 1']);
  });

  it('once: nothing is told twice', async () => {
    await world.connect(dealer);
    await publish({ contracts: contracts([1]) });
    await pass();
    expect(await world.sendAll(dealer)).toEqual(['contract 1']);
    await pass();
    await world.node().clock.pass();
    expect(await queued()).toEqual(['contract 1']);
  });

  it('of all generations since the last look, each customer and type once', async () => {
    await world.connect(dealer);
    await publish({ contracts: contracts([1, 2]) });
    await publish({ invoices: [invoice('I', '3')] });
    await publish({ contracts: contracts([1, 2], { poNumber: '7' }).slice(0, 1) }, 'delta');
    await pass();
    expect(await queued()).toEqual(['contract 2', 'invoice 3', 'contract 1']);
    expect(await world.toldUpTo(dealer)).toBe(3);
  });

  it('also when it was published so long ago that its generation is not kept any more', async () => {
    await world.connect(dealer);
    await publish({ contracts: contracts([1]) });
    await publish({ invoices: [invoice('I', '2')] });
    await world.mirror.query('DELETE FROM generation WHERE dealer_code = $1 AND generation = 1', [
      dealer,
    ]);
    await pass();
    expect(await queued()).toEqual(['contract 1', 'invoice 2']);
  });

  it('of each dealer by itself', async () => {
    const other = await world.addDealer();
    await world.connect(dealer);
    await world.connect(other);
    await publish({ contracts: contracts([1]) });
    await world.mirror.publish(other, { invoices: [invoice('I', '1')] });
    await pass();
    expect([await queued(), await world.queued(other)]).toEqual([['contract 1'], ['invoice 1']]);
  });
});

describe('before it is connected', () => {
  it('nothing of a dealer is told', async () => {
    await publish({ contracts: contracts([1]) });
    await pass();
    await world.connect(dealer);
    await pass();
    expect(await queued()).toEqual([]);
    await publish({ contracts: contracts([1, 2]) });
    await pass();
    expect(await queued()).toEqual(['contract 2']);
  });

  it('a dealer may have loaded nothing: its first load is told of', async () => {
    await world.connect(dealer);
    await pass();
    expect(await world.toldUpTo(dealer)).toBe(0);
    await publish({ contracts: contracts([1]) });
    await pass();
    expect(await queued()).toEqual(['contract 1']);
  });

  it('but what is published at that very moment is', async () => {
    let publishing: Promise<unknown> | undefined;
    await world.mirror.database.withSession(async (session) => {
      await session.query('BEGIN; LOCK TABLE generation IN EXCLUSIVE MODE');
      publishing = publish({ contracts: contracts([1]) });
      await world.locksAwaited();
      await world.connect(dealer);
      await pass();
      expect(await queued()).toEqual([]);
    });
    await publishing;
    await pass();
    expect(await queued()).toEqual(['contract 1']);
  });
});

describe('types that are switched on', () => {
  const set = (types: string[]) =>
    world.mirror.query('UPDATE crs_connection SET notify_types = $2 WHERE dealer_code = $1', [
      dealer,
      types,
    ]);

  it('tell of what is published from then on', async () => {
    await world.connect(dealer, { types: [] });
    await publish({ contracts: contracts([1]), invoices: [invoice('I', '1')] });
    await pass();
    expect(await world.toldUpTo(dealer)).toBe(1);
    await set(['contract', 'invoice']);
    await pass();
    expect(await queued()).toEqual([]);
    await publish({ contracts: contracts([1, 2]) });
    await pass();
    expect(await queued()).toEqual(['contract 2']);
  });

  it('tell no more of it when they were off for a while', async () => {
    await world.connect(dealer, { types: ['contract', 'invoice'] });
    await set(['contract']);
    await publish({ contracts: contracts([1]), invoices: [invoice('I', '1')] });
    await pass();
    await set(['contract', 'invoice']);
    await pass();
    expect(await queued()).toEqual(['contract 1']);
  });
});

describe('a load that changes many customers', () => {
  const lines = () =>
    log.mock.calls.map(([about]) => about as unknown).filter((about) => typeof about === 'object');

  it('is told of up to the limit', async () => {
    await world.connect(dealer, { most: 3 });
    await publish({ contracts: contracts([1, 2, 3]), invoices: [invoice('I', '1')] });
    await pass();
    expect(await queued()).toHaveLength(4);
    expect(lines()).toEqual([]);
  });

  it('is left to the incremental endpoint above it, and the log says so', async () => {
    await world.connect(dealer, { most: 3 });
    await publish({ contracts: contracts([1, 2, 3]), invoices: [invoice('I', '4')] });
    await pass();
    expect(await queued()).toEqual([]);
    expect(await world.mirror.changes(dealer)).toHaveLength(4);
    expect(lines()).toEqual([{ dealer, generation: 1, customers: 4 }]);
    await pass();
    expect(lines()).toHaveLength(1);
    expect(await world.toldUpTo(dealer)).toBe(1);
  });

  it('counts the customers of the types that are wanted', async () => {
    await world.connect(dealer, { most: 1, types: ['invoice'] });
    await publish({ contracts: contracts([1, 2, 3]), invoices: [invoice('I', '4')] });
    await pass();
    expect(await queued()).toEqual(['invoice 4']);
  });

  it('keeps nobody from hearing of smaller ones before and after it', async () => {
    await world.connect(dealer, { most: 3 });
    await publish({ invoices: [invoice('I', '1')] });
    await publish({ contracts: contracts(numbers(9)) });
    await publish({ rates: [rate('2', 'G')] });
    await pass();
    expect(await queued()).toEqual(['invoice 1', 'catalog 2']);
    expect(lines()).toEqual([{ dealer, generation: 2, customers: 9 }]);
  });

  it('is any, when the limit is 0', async () => {
    await world.connect(dealer, { most: 0 });
    await publish({ contracts: contracts([1]) });
    await pass();
    expect(await queued()).toEqual([]);
    expect(await world.toldUpTo(dealer)).toBe(1);
  });
});

describe('with others at it', () => {
  it('of two nodes that look at one time one tells', async () => {
    const nodes = [node, world.node()] as const;
    await world.connect(dealer);
    await publish({ contracts: contracts([1, 2]) });
    let passing: Promise<unknown> | undefined;
    await world.withQueueLocked(dealer, async () => {
      passing = Promise.all(nodes.map(({ clock }) => clock.pass()));
      await world.locksAwaited(2);
    });
    await passing;
    expect(nodes.map(({ queuedTimes }) => queuedTimes()).toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(await queued()).toEqual(['contract 1', 'contract 2']);
  });

  it('a load waits for nobody who tells, and is told of next', async () => {
    await world.connect(dealer);
    await publish({ contracts: contracts([1, 2]) });
    let passing: Promise<void> | undefined;
    await world.withQueueLocked(dealer, async () => {
      passing = pass();
      await world.locksAwaited();
      await publish({ contracts: [...contracts([1]), ...contracts([2, 3], { poNumber: '7' })] });
    });
    await passing;
    expect(await world.toldUpTo(dealer)).toBe(1);
    expect(await world.sendAll(dealer)).toEqual(['contract 1', 'contract 2']);
    await pass();
    expect(await world.sendAll(dealer)).toEqual(['contract 2', 'contract 3']);
  });

  it('one that ends in the middle has told nothing, and it is told afterwards', async () => {
    await world.connect(dealer);
    await publish({ contracts: contracts([1, 2]) });
    await world.withQueueLocked(dealer, async () => {
      const passing = pass();
      await world.locksAwaited();
      await world.mirror.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      await passing;
    });
    expect(warn).toHaveBeenCalledWith(
      expect.objectContaining({ dealer }),
      'Notifications were not queued; it is tried again',
    );
    expect(await world.toldUpTo(dealer)).toBe(0);
    expect(await queued()).toEqual([]);
    await pass();
    expect(await queued()).toEqual(['contract 1', 'contract 2']);
  });

  it('a dealer whose changes cannot be told keeps no other waiting', async () => {
    const other = await world.addDealer();
    for (const code of [dealer, other]) {
      await world.connect(code);
      await world.mirror.publish(code, { contracts: contracts([1]) });
    }
    await world.mirror.query(
      `ALTER TABLE message ADD CONSTRAINT refused CHECK (dealer_code <> '${dealer}')`,
    );
    await pass();
    expect([await queued(), await world.queued(other)]).toEqual([[], ['contract 1']]);
    await world.mirror.query('ALTER TABLE message DROP CONSTRAINT refused');
    await pass();
    expect(await queued()).toEqual(['contract 1']);
  });
});

describe('the clock', () => {
  it('goes on after the database was away', async () => {
    await world.connect(dealer);
    await publish({ contracts: contracts([1]) });
    await world.mirror.query('ALTER TABLE crs_connection RENAME TO away');
    await node.clock.tick();
    expect(warn).toHaveBeenCalledTimes(1);
    await world.mirror.query('ALTER TABLE away RENAME TO crs_connection');
    await node.clock.tick();
    expect(await queued()).toEqual(['contract 1']);
  });

  it('ends with the dealer that it is at, and looks no more', async () => {
    const next = await world.addDealer();
    for (const code of [dealer, next]) {
      await world.connect(code);
      await world.mirror.publish(code, { contracts: contracts([1]) });
    }
    let ended: Promise<void> | undefined;
    await world.withQueueLocked(dealer, async () => {
      void node.clock.tick();
      await world.locksAwaited();
      ended = node.clock.onModuleDestroy();
    });
    await ended;
    expect([await queued(), await world.queued(next)]).toEqual([['contract 1'], []]);
    await world.mirror.query('ALTER TABLE crs_connection RENAME TO away');
    await node.clock.tick();
    await world.mirror.query('ALTER TABLE away RENAME TO crs_connection');
    expect(warn).not.toHaveBeenCalled();
    await world.node().clock.pass();
  });
});

// More: CRS_TEST_EFFORT=20 npm test -- src/notifications/change.clock
it(
  'whatever is published and sent at one time, CRS has the last state of every customer',
  async () => {
    const customers = ['1', '2', '3', '4'];
    await world.connect(dealer, { types: ['contract', 'invoice'] });
    const list = async (text: string) => {
      const [type, customer = ''] = text.split(' ');
      const items = await world.mirror.list(
        dealer,
        type === 'contract' ? 'contracts' : 'invoices',
        customer,
      );
      return JSON.stringify(items);
    };
    const seen = new Map<string, string>();
    const send = () => world.send(dealer, async (text) => void seen.set(text, await list(text)));
    const publishing = { isOver: false };

    async function change(): Promise<void> {
      for (let n = 0; n < 15 * EFFORT; n++) {
        const some = customers.filter(() => Math.random() < 0.5);
        const about = { poNumber: String(n) };
        const rows: Rows =
          Math.random() < 0.5
            ? { contracts: contracts(some, about) }
            : { invoices: some.map((id) => invoice(`I${id}`, id, about)) };
        await publish(rows);
      }
      publishing.isOver = true;
    }
    async function follow(): Promise<void> {
      const { clock } = world.node();
      while (!publishing.isOver) await clock.pass();
    }
    async function deliver(): Promise<void> {
      while (!publishing.isOver) await send();
    }
    await Promise.all([change(), follow(), follow(), deliver()]);
    await pass();
    while (await send());
    for (const text of ['contract', 'invoice'].flatMap((type) =>
      customers.map((id) => `${type} ${id}`),
    ))
      expect([text, seen.get(text) ?? '[]']).toEqual([text, await list(text)]);
    expect(warn).not.toHaveBeenCalled();
  },
  30_000 * EFFORT,
);
