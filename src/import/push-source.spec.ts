import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { customer, jobsite } from '../../test/support/items.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import { DealerService } from '../auth/dealer.service.js';
import { DealerStore } from '../auth/dealer.store.js';
import type { ResourceName } from '../interface/resource.js';
import { stagedLoads } from '../mirror/staging.js';
import { IssueLog } from './issue-log.js';
import { LoadStore } from './load.store.js';
import { Preparation } from './preparation/preparation.js';
import { PushSource } from './push-source.js';
import type { StagedCounts } from './stage-resource.js';

let mirror: TestMirror;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  mirror = await TestMirror.open();
});
afterAll(() => mirror.close());
beforeEach(async () => {
  dealer = await mirror.addDealer(`D${++dealers}`);
});

const line = (resource: ResourceName, item: object) =>
  Buffer.from(`${JSON.stringify({ resource, ...item })}\n`);

/** Stages what the body has, as load 1 of the dealer. */
async function stage(body: AsyncIterable<Buffer>, log?: IssueLog, named: ResourceName[] = []) {
  const { database } = mirror;
  const staged = new Map<ResourceName, StagedCounts>();
  await database.withSession(async (session) =>
    new PushSource(body, named, database, new Preparation({ IMPORT_WORKERS: 0 })).stage({
      request: { dealerCode: dealer, mode: 'full' },
      loadId: 1,
      dealer: await new DealerService(new DealerStore(database)).get(dealer),
      session,
      log: log ?? new IssueLog(new LoadStore(database), dealer, 1),
      staged,
    }),
  );
  return staged;
}

/** A thousand rows, some 70 KB. */
const chunk = (number: number) =>
  Buffer.concat(
    Array.from({ length: 1000 }, (_, n) => line('customers', customer(`${number * 1000 + n}`))),
  );

async function* lines(...all: Buffer[]) {
  yield* all;
}

it('stages each resource that occurs or is named', async () => {
  const body = lines(line('jobsites', jobsite('J', '1')), line('customers', customer('1')));
  const staged = await stage(body, undefined, ['rates']);
  expect([...staged].map(([resource, { read }]) => [resource, read])).toEqual([
    ['customers', 1],
    ['rates', 0],
    ['jobsites', 1],
  ]);
});

it('reads no further than staging has come', async () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let remark: () => void = () => undefined;
  const remarked = new Promise<void>((resolve) => (remark = resolve));
  class SlowLog extends IssueLog {
    override async add(...issue: Parameters<IssueLog['add']>): Promise<void> {
      remark();
      await released;
      return super.add(...issue);
    }
  }
  let read = 0;
  async function* body() {
    yield line('customers', { customerId: 'has no name' });
    for (; read < 100; read++) yield chunk(read);
  }
  const staged = stage(body(), new SlowLog(new LoadStore(mirror.database), dealer, 1));
  await remarked;
  for (let turns = 0; turns < 1000; turns++) await turn();
  expect(read).toBeLessThan(10);
  release();
  expect((await staged).get('customers')).toMatchObject({ read: 100_001, rejected: 1 });
});

it('ends when one of its resources cannot be staged', async () => {
  await mirror.database.withSession(async (session) => {
    await session.query(`CREATE TABLE staging."${dealer}.1.jobsites" (id int)`);
    async function* body() {
      for (let id = 0; ; id++) {
        yield chunk(id);
        yield line('jobsites', jobsite(`${id}`, '1'));
      }
    }
    await expect(stage(body())).rejects.toMatchObject({ code: '42P07' });
    expect(await stagedLoads(session, dealer)).toEqual([1]);
  });
});
