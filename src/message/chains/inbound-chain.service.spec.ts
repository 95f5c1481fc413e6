import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestMirror } from '../../../test/support/test-mirror.js';
import { customer } from '../../../test/support/items.js';
import { inTransaction } from '../../database/transaction.js';
import { EventSignal } from '../../events/event-signal.js';
import { EventTransaction } from '../../events/event-transaction.js';
import { EventStore } from '../../events/event.store.js';
import { OutboxService } from '../../outbox/outbox.service.js';
import type { Handled } from '../../queue/inbound.js';
import { QueueStore } from '../../queue/queue.store.js';
import { ChainFinder } from './chain-finder.js';
import { ChainListStore } from './chain-list.store.js';
import { ChainStore } from './chain.store.js';
import { ChainWritingService } from './chain-writing.service.js';
import { InboundChainService } from './inbound-chain.service.js';

let mirror: TestMirror;
let service: InboundChainService;
let chains: ChainListStore;
let writing: ChainWritingService;
let dealers = 0;
let dealer: string;
let sequence = 0;

beforeAll(async () => {
  mirror = await TestMirror.open();
  const { database } = mirror;
  const store = new ChainStore();
  service = new InboundChainService(store, new ChainFinder(store));
  chains = new ChainListStore(database);
  const outbox = new OutboxService(new QueueStore(database));
  const events = new EventStore(database);
  const transaction = new EventTransaction(database, new EventSignal());
  writing = new ChainWritingService(transaction, store, outbox, events);
});
afterAll(() => mirror.close());
beforeEach(async () => {
  dealer = await mirror.addDealer(`M${++dealers}`);
  await mirror.publish(dealer, { customers: [customer('00123456')] });
});

interface Line {
  readonly at?: string | null;
  readonly by?: string | null;
  readonly text: string;
}

const time = (minute: number, second = 0) =>
  `2026-01-05T10:${String(minute).padStart(2, '0')}:${String(second).padStart(2, '0')}Z`;

const asset = { rentedAssetId: '34567', equipmentAssetId: '23456', serialNumber: '12345' };

/** A message of CRS's; the lines the oldest first. */
function payload(chain: object, lines: readonly Line[], more: object = {}) {
  const messages = lines.map(({ at = time(0), by = 'john@customer.example', text }) => ({
    createdDate: at,
    createdBy: by,
    messageText: text,
    properties: { userName: 'John' },
  }));
  return {
    message: {
      messageChain: {
        localId: 'crs-1',
        chainType: 'asset',
        createdDate: time(0),
        createdBy: 'john@customer.example',
        active: true,
        properties: { userName: 'John Customer' },
        ...chain,
      },
      messages: messages.toReversed(),
      asset,
      contract: { contractId: 'K1' },
      ...more,
    },
  };
}

function handle(content: object): Promise<Handled> {
  return inTransaction(mirror.database.pool, (client) =>
    service.handle(client, {
      dealerCode: dealer,
      sequence: ++sequence,
      submittedMessageId: `m${sequence}`,
      customerNumber: '00123456',
      payload: content as Record<string, unknown>,
    }),
  );
}

/** What is written in a chain: `time text`, with a question mark until CRS has confirmed it. */
async function written(chainId = 'C1'): Promise<string[]> {
  const { messages } = await chains.get(dealer, chainId);
  return messages.map(
    (one) => `${one.createdDate.slice(14, 19)} ${one.messageText}${one.confirmed ? '' : '?'}`,
  );
}

const types = ({ events }: Handled) => events.map(({ type }) => type);
const write = (messageText: string) =>
  writing.write(dealer, 'C1', { messageText, createdBy: 'jane', userName: null });
const begin = () =>
  writing.begin(dealer, {
    ...asset,
    customerNumber: '00123456',
    contractId: 'K1',
    messageText: 'hello',
    createdBy: 'jane',
    userName: 'Jane',
  });

describe('a chain that CRS opens', () => {
  it('is opened with its messages, the oldest first', async () => {
    const handled = await handle(
      payload({}, [
        { at: time(1), text: 'one' },
        { at: time(2), text: 'two' },
      ]),
    );
    expect(handled).toMatchObject({ outcome: 'opened, 2 added', chainId: 'C1' });
    expect(types(handled)).toEqual(['chain.opened', 'chain.message', 'chain.message']);
    expect(await written()).toEqual(['01:00 one', '02:00 two']);
    expect(await chains.get(dealer, 'C1')).toMatchObject({
      id: 'C1',
      crsId: 'crs-1',
      customerNumber: '00123456',
      contractId: 'K1',
      ...asset,
      active: true,
      openedBy: 'crs',
      createdBy: 'john@customer.example',
      userName: 'John Customer',
      messageCount: 2,
      messages: [{ number: 1, origin: 'crs', userName: 'John' }, { number: 2 }],
    });
  });

  it('is told of without what was written', async () => {
    const { events } = await handle(payload({}, [{ at: time(1), text: 'a secret' }]));
    expect(JSON.stringify(events)).not.toContain('secret');
    expect(events[1]?.data).toEqual({
      chainId: 'C1',
      crsId: 'crs-1',
      customerNumber: '00123456',
      contractId: 'K1',
      asset,
      number: 1,
      origin: 'crs',
      createdDate: '2026-01-05T10:01:00.000Z',
      createdBy: 'john@customer.example',
      userName: 'John',
    });
  });

  it('has an id that is a number, kept with all its digits', async () => {
    await handle(payload({ localId: 1234567 }, [{ text: 'one' }]));
    expect(await chains.get(dealer, 'C1')).toMatchObject({ crsId: '1234567' });
    const again = await handle(payload({ localId: '1234567' }, [{ text: 'one' }]));
    expect(again).toMatchObject({ outcome: 'unchanged', chainId: 'C1' });
  });

  it('may be empty, and closed from the beginning', async () => {
    const handled = await handle(payload({ active: false }, []));
    expect(handled.outcome).toBe('opened, closed');
    expect(types(handled)).toEqual(['chain.opened', 'chain.closed']);
    expect((await chains.get(dealer, 'C1')).active).toBe(false);
  });
});

describe('a chain that is known', () => {
  it('gets the messages that are missing, and the same message again changes nothing', async () => {
    await handle(payload({}, [{ at: time(1), text: 'one' }]));
    const next = payload({}, [
      { at: time(1), text: 'one' },
      { at: time(2), text: 'two' },
      { at: time(3), text: 'three' },
    ]);
    expect((await handle(next)).outcome).toBe('2 added');
    const { changedTime } = await chains.get(dealer, 'C1');
    expect(await handle(next)).toEqual({ outcome: 'unchanged', chainId: 'C1', events: [] });
    expect(await written()).toEqual(['01:00 one', '02:00 two', '03:00 three']);
    expect((await chains.get(dealer, 'C1')).changedTime).toBe(changedTime);
  });

  it('keeps what is older than the ten that CRS sends', async () => {
    const lines = Array.from({ length: 14 }, (_, index) => ({
      at: time(index),
      text: `line ${index}`,
    }));
    await handle(payload({}, lines.slice(0, 10)));
    expect((await handle(payload({}, lines.slice(4)))).outcome).toBe('4 added');
    expect(await written()).toHaveLength(14);
  });

  it('takes CRS’s time for a message that it knows, and is ordered by it', async () => {
    await handle(
      payload({}, [
        { at: time(1), text: 'one' },
        { at: time(2), text: 'two' },
      ]),
    );
    const handled = await handle(
      payload({}, [
        { at: time(2), text: 'two' },
        { at: time(3, 30), text: 'one' },
      ]),
    );
    expect(handled).toMatchObject({ outcome: '1 confirmed', events: [] });
    expect(await written()).toEqual(['02:00 two', '03:30 one']);
  });

  it('keeps two equal messages apart', async () => {
    await handle(payload({}, [{ at: time(1), text: 'ok' }]));
    const both = payload({}, [
      { at: time(1), text: 'ok' },
      { at: time(2), text: 'ok' },
    ]);
    expect((await handle(both)).outcome).toBe('1 added');
    expect((await handle(both)).outcome).toBe('unchanged');
    expect(await written()).toEqual(['01:00 ok', '02:00 ok']);
  });

  it('is closed when CRS says so, and opened again when it says that', async () => {
    await handle(payload({}, [{ at: time(1), text: 'one' }]));
    const closed = await handle(payload({ active: false }, [{ at: time(1), text: 'one' }]));
    expect([closed.outcome, ...types(closed)]).toEqual(['closed', 'chain.closed']);
    await expect(write('too late')).rejects.toMatchObject({ code: 'not-allowed-now' });
    expect((await handle(payload({ active: null }, []))).outcome).toBe('unchanged');
    const opened = await handle(payload({ active: 'true' }, []));
    expect([opened.outcome, ...types(opened)]).toEqual(['opened again', 'chain.opened']);
  });
});

describe('a chain that the dealer began', () => {
  it('is known by our id, and CRS’s id is learnt', async () => {
    await begin();
    await handle(payload({ remoteId: 'C1' }, [{ at: time(5), text: 'hello', by: 'remote:jane' }]));
    expect(await chains.get(dealer, 'C1')).toMatchObject({ crsId: 'crs-1', openedBy: 'dealer' });
    const later = payload({ remoteId: null }, [{ at: time(6), text: 'hi' }]);
    expect(await handle(later)).toMatchObject({ outcome: '1 added', chainId: 'C1' });
  });

  it('has its message confirmed with CRS’s time, whatever that is', async () => {
    await begin();
    expect(await written()).toEqual([expect.stringMatching(/ hello\?$/)]);
    const lines = [{ at: time(5), text: 'hello', by: 'local:jane' }];
    expect((await handle(payload({ remoteId: 'C1' }, lines))).outcome).toBe('1 confirmed');
    expect(await written()).toEqual(['05:00 hello']);
  });

  it('keeps its messages that CRS does not have yet', async () => {
    await begin();
    await write('ok');
    const lines = [
      { at: time(5), text: 'hello', by: 'remote:jane' },
      { at: time(6), text: 'what?' },
    ];
    await handle(payload({ remoteId: 'C1' }, lines));
    expect(await written()).toEqual([
      '05:00 hello',
      '06:00 what?',
      expect.stringMatching(/ ok\?$/),
    ]);
    await handle(
      payload({ remoteId: 'C1' }, [...lines, { at: time(7), text: 'ok', by: 'remote:jane' }]),
    );
    expect(await written()).toEqual(['05:00 hello', '06:00 what?', '07:00 ok']);
  });
});

describe('a chain that is named oddly', () => {
  it('is opened by CRS’s id when our id is not known', async () => {
    const { outcome } = await handle(payload({ remoteId: 'C77' }, [{ text: 'one' }]));
    expect(outcome).toBe('opened, 1 added (its remoteId C77 is not known)');
  });

  it('is opened by CRS’s id when our id is that of another one of CRS’s', async () => {
    await handle(payload({}, [{ text: 'one' }]));
    const other = { localId: 'crs-2', remoteId: 'C1' };
    expect(await handle(payload(other, [{ text: 'two' }]))).toMatchObject({
      outcome: 'opened, 1 added (its remoteId C1 has the localId crs-1)',
      chainId: 'C2',
    });
    expect(await written()).toEqual(['00:00 one']);
    const { outcome } = await handle(payload(other, [{ text: 'two' }]));
    expect(outcome).toBe('unchanged (its remoteId C1 has the localId crs-1)');
  });

  it('is the one of CRS’s id when our id is that of one that CRS has not named yet', async () => {
    await begin();
    await handle(payload({}, [{ text: 'one' }]));
    const { outcome, chainId } = await handle(payload({ remoteId: 'C1' }, [{ text: 'one' }]));
    expect([outcome, chainId]).toEqual([
      'unchanged (its localId is not that of its remoteId C1)',
      'C2',
    ]);
  });

  it('is found by our id alone', async () => {
    await begin();
    const handled = await handle(payload({ localId: null, remoteId: 'C1' }, [{ text: 'one' }]));
    expect(handled).toMatchObject({ outcome: '1 added', chainId: 'C1' });
  });

  it.each([
    ['neither id', payload({ localId: null }, [{ text: 'one' }])],
    ['an id that is not known', payload({ localId: null, remoteId: 'C9' }, [{ text: 'one' }])],
    ['nothing', {}],
  ])('is refused when it has %s', async (_what, content) => {
    expect(await handle(content)).toEqual({ outcome: 'refused: it names no chain', events: [] });
  });
});

it('messages without a time are added once', async () => {
  const lines = payload({}, [{ at: null, text: 'one' }]);
  expect((await handle(lines)).outcome).toBe('opened, 1 added');
  expect((await handle(lines)).outcome).toBe('unchanged');
});

it('an error about a message of ours flags its chain, until CRS tells of it again', async () => {
  await begin();
  const [sent] = await mirror.query<{ id: string }>(
    `SELECT submitted_message_id AS id FROM message WHERE dealer_code = $1 AND chain_id = 'C1'`,
    [dealer],
  );
  const error = { errorCode: '404 Chain Not Found', errorSubmittedMessageId: sent?.id };
  const handled = await handle(error);
  expect([handled.outcome, ...types(handled)]).toEqual(['flagged', 'chain.flagged']);
  expect(await chains.get(dealer, 'C1')).toMatchObject({ flag: '404 Chain Not Found' });
  await handle(payload({ remoteId: 'C1' }, []));
  expect(await chains.get(dealer, 'C1')).not.toHaveProperty('flag');
  expect((await handle({ ...error, errorSubmittedMessageId: 'another' })).outcome).toBe(
    'refused: an error about no message of ours',
  );
});

it('the dealer and CRS may write at the same time: nothing is lost, and numbers are used once', async () => {
  await begin();
  await handle(payload({ remoteId: 'C1' }, [{ at: time(1), text: 'hello', by: 'remote:jane' }]));
  const rounds = Array.from({ length: 10 }, (_, index) => index);
  await Promise.all(
    rounds.flatMap((n) => [
      write(`ours ${n}`),
      handle(payload({}, [{ at: time(10 + n), text: `theirs ${n}` }])),
    ]),
  );
  const { messages, messageCount } = await chains.get(dealer, 'C1');
  expect(messages).toHaveLength(21);
  expect(messageCount).toBe(21);
  expect(new Set(messages.map(({ number }) => number)).size).toBe(21);
});
