import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { inTransaction } from '../../src/database/transaction.js';
import { FileStore } from '../../src/files/file.store.js';
import { startCrsPeer, type CrsPeer } from '../support/crs-peer.js';
import { OutboxWorld } from '../support/outbox-world.js';
import { isFromCrs, payloadOf, STORIES, tell } from '../support/request-stories.js';
import { RequestWorld, type Sample } from '../support/request-world.js';

// What arrives at CRS, over HTTP, is what the interface's samples show.

/** § Base Messaging Structure: what the one who submits fills in. */
const ENVELOPE = [
  'dealerCode',
  'customerNumber',
  'submittedPriority',
  'submittedMessageId',
  'submittedTime',
  'messageType',
  'payload',
];
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

let requests: RequestWorld;
let world: OutboxWorld;
let peer: CrsPeer;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  requests = await RequestWorld.open();
  world = OutboxWorld.on(requests.mirror.database);
});
afterAll(() => requests.close());
beforeEach(async () => {
  peer = await startCrsPeer();
  dealer = await requests.mirror.addDealer(`D${++dealers}`);
  await world.connect(dealer, peer);
});
afterEach(() => peer.close());

const fromDealer = (names: readonly string[]) => names.filter((name) => !isFromCrs(name));

it('every sample from a dealer is in one of the stories', () => {
  const folder = new URL('../fixtures/messages/', import.meta.url);
  const samples = readdirSync(folder).flatMap((file) =>
    file.includes('-from-dealer-') ? [file.replace('.json', '')] : [],
  );
  const told = STORIES.flatMap(([, ...steps]) => fromDealer(steps.map(([name]) => name)));
  expect(samples.length).toBeGreaterThan(20);
  expect(new Set(told)).toEqual(new Set(samples));
});

it.each(STORIES)('%s', async (_name, ...steps) => {
  const given: Sample[] = [];
  for (const [name] of steps) {
    const told = await tell(requests, dealer, name);
    if (!isFromCrs(name)) given.push(told);
  }
  await world.worker().pass();
  expect(peer.posts).toHaveLength(given.length);
  for (const [index, sample] of given.entries()) {
    const message = peer.posts[index]?.message;
    expect(Object.keys(message ?? {})).toEqual(ENVELOPE);
    expect(message).toEqual({
      dealerCode: dealer,
      customerNumber: sample.customerNumber,
      submittedPriority: 1,
      submittedMessageId: expect.stringMatching(/^[\w-]{36}$/),
      submittedTime: TIME,
      messageType: 'request',
      payload: payloadOf(sample, TIME),
    });
  }
});

it('files arrive in their places, in base64, however large', async () => {
  const contents = Buffer.alloc(3_000_001, 'file');
  const fileId = FileStore.idOf(contents);
  const image = (of: unknown) => ({ filename: 'a.png', mimetype: 'image/png', contents: of });
  const payload = (of: unknown) => ({ message: { text: 'Look', images: [image(of), image(of)] } });
  await inTransaction(requests.mirror.database.pool, async (client) => {
    await new FileStore(requests.mirror.database).put(
      client,
      dealer,
      new Map([[fileId, contents]]),
    );
    const about = {
      messageType: 'message' as const,
      customerNumber: '001234',
      queueKey: 'chain/1',
    };
    const reference = { fileId, size: contents.length };
    await world.outbox.enqueue(client, dealer, [{ ...about, payload: payload(reference) }]);
  });
  await world.worker().pass();
  const [post] = peer.taken;
  expect(post?.message).toMatchObject({ messageType: 'message', dealerCode: dealer });
  expect(post?.message.payload).toEqual(payload(contents.toString('base64')));
  expect((await world.messages(dealer))[0]).toMatchObject({ state: 'done', outcome: 'delivered' });
});
