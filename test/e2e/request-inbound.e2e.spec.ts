import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NumberLiteral } from '../../src/interface/number-literal.js';
import { asset, contract, customer } from '../support/items.js';
import { RequestWorld, sample, type Sample } from '../support/request-world.js';

let world: RequestWorld;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  world = await RequestWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  dealer = await world.mirror.addDealer(`D${++dealers}`);
});

type Json = Record<string, unknown>;

/** A sample with some of its request, or all of its updates, told otherwise. */
function told(name: string, request: Json, updates: Partial<Sample['payload']> = {}): Sample {
  const given = sample(name);
  Object.assign(given.payload.request, request);
  return { ...given, payload: { ...given.payload, ...updates } };
}

const opened = 'purchase_order-01-from-crs-submitted';
const more = 'purchase_order-02-from-crs-submitted';
const get = () => world.get(dealer, 'R1');

describe('a request', () => {
  it('keeps everything that it came with', async () => {
    await world.fromCrs(dealer, sample('jobsite-01-from-crs-submitted'));
    const {
      localId: _,
      requestType,
      status,
      ...details
    } = sample('jobsite-01-from-crs-submitted').payload.request;
    const request = await get();
    expect(request).toMatchObject({ requestType, status, crsId: '1234567', openedBy: 'crs' });
    expect(request.request).toEqual(details);
    expect(request.data).toMatchObject({
      wanted: { firstName: 'Ronald', city: 'Franklin' },
      present: { firstName: 'Carl' },
    });
  });

  it('keeps every digit of an id and of a number', async () => {
    const given = told(opened, { localId: 9007199254740993n.toString() });
    const digits = '40.14310500000000000001';
    const request = { ...given.payload.request, properties: { lat: new NumberLiteral(digits) } };
    await world.fromCrs(dealer, { ...given, payload: { ...given.payload, request } });
    const { crsId, request: details } = await get();
    expect(crsId).toBe('9007199254740993');
    expect(JSON.stringify(details)).toContain(digits);
  });

  it('is found by a number as well as by a text', async () => {
    await world.fromCrs(dealer, sample('quote-01-from-crs-submitted'));
    const { outcome } = await world.fromCrs(dealer, sample('quote-02-from-crs-submitted'));
    expect(outcome).toBe('updated');
  });

  it('of one dealer has a number of its own for each', async () => {
    for (const localId of ['1', '2', '3']) await world.fromCrs(dealer, told(opened, { localId }));
    const query = { page: 0, items: 10, status: [], type: [], customer: [] };
    const list = await world.requests.list({ ...caller(), dealers: [dealer] }, query);
    expect(list.items.map(({ requestId }) => requestId)).toEqual(['R3', 'R2', 'R1']);
  });

  it('with data that cannot be read is opened, and says so', async () => {
    const properties = { transportationNeeded: 'perhaps' };
    const given = told('calloff-01-from-crs-submitted', { properties, requestedDate: 'soon' });
    const { events } = await world.fromCrs(dealer, given);
    const faults = [
      { path: 'requestedDate', reason: 'must be a time in ISO 8601' },
      { path: 'properties.transportationNeeded', reason: 'must be true or false' },
    ];
    expect(events).toMatchObject([{ type: 'request.opened', data: { faults } }]);
    expect(await get()).toMatchObject({ status: 'submitted', faults });
  });
});

function caller() {
  return { clientId: 'test', name: 'Test', scopes: new Set(['dealer' as const]) };
}

describe('an update', () => {
  beforeEach(() => world.fromCrs(dealer, sample(opened)));

  it('that is lean for bandwidth loses nothing', async () => {
    const before = await get();
    await world.fromCrs(
      dealer,
      told(more, { properties: undefined, contract: undefined, title: null, createdBy: null }),
    );
    expect((await get()).request).toEqual(before.request);
  });

  it('changes the details that it brings', async () => {
    const properties = { poNumber: 'PO99', userName: null };
    await world.fromCrs(dealer, told(more, { properties, text: 'Soon' }));
    expect((await get()).request).toMatchObject({
      text: 'Soon',
      title: 'Purchase Order Request',
      properties: { currentPoNumber: 'PENDING', poNumber: 'PO99', userName: 'John Customer' },
    });
  });

  it('names the message that brought it, and those that took ours', async () => {
    await world.fromCrs(dealer, sample(more));
    await world.fromDealer(dealer, 'R1', { status: 'received' });
    const { messages } = await get();
    expect(messages.map(({ direction, sequence }) => `${direction} ${sequence}`)).toEqual([
      'in 1',
      'in 2',
      'out 1',
    ]);
    const rows = await world.mirror.query(
      'SELECT origin, sequence::int FROM request_update WHERE dealer_code = $1 ORDER BY number',
      [dealer],
    );
    expect(rows).toEqual([
      { origin: 'crs', sequence: 2 },
      { origin: 'dealer', sequence: 1 },
    ]);
  });

  it('from CRS that had not seen our step is further information', async () => {
    await world.fromDealer(dealer, 'R1', { status: 'received' });
    const { outcome } = await world.fromCrs(dealer, sample(more));
    expect(outcome).toBe('updated');
    const { status, updates } = await get();
    expect(status).toBe('received');
    expect(updates.map(({ update }) => update['status'])).toEqual(['received', 'submitted']);
  });

  it('that comes with others adds those that are missing, in their order', async () => {
    const update = (text: string, createdDate: string, createdBy = 'john@acme.com') => {
      return { status: 'submitted', createdDate, createdBy, text };
    };
    const [first, second] = [
      update('A', '2022-01-01T00:00:00Z'),
      update('B', '2022-01-02T00:00:00Z'),
    ];
    await world.fromCrs(dealer, told(more, {}, { requestUpdate: first }));
    const sameMoment = { ...first, createdDate: '2022-01-01T01:00:00+01:00', text: 'A' };
    const requestUpdates = [sameMoment, second];
    await world.fromCrs(dealer, told(more, {}, { requestUpdate: second, requestUpdates }));
    const { updates } = await get();
    expect(updates.map((one) => one.update['text'])).toEqual(['A', 'B']);
  });

  it('of ours that CRS gives back is not there twice', async () => {
    await world.fromDealer(dealer, 'R1', { status: 'received' });
    const mine = (await get()).updates[0]?.update ?? {};
    const back = { ...mine, createdBy: 'remote:local:rentalCoordinator' };
    const requestUpdates = [back, { ...back, createdBy: 'remote:rentalCoordinator' }];
    await world.fromCrs(dealer, told(opened, { status: 'received' }, { requestUpdates }));
    const { updates } = await get();
    // The second one is told twice by CRS, and was made once by us.
    expect(updates).toHaveLength(2);
    expect(updates.map(({ update }) => update['createdBy'])).toEqual([
      'local:rentalCoordinator',
      'local:rentalCoordinator',
    ]);
  });
});

it('a request sent again in full takes details and state, without an update', async () => {
  await world.fromCrs(dealer, sample(opened));
  await world.fromCrs(dealer, told(opened, { status: 'received', text: 'New' }));
  expect(await get()).toMatchObject({ status: 'received', request: { text: 'New' }, updates: [] });
});

it('a request that the dealer opened takes CRS’s id from the first answer', async () => {
  await world.mirror.publish(dealer, { customers: [customer('001234')] });
  await world.opening.open(
    { ...caller(), dealers: [dealer] },
    {
      requestType: 'purchase_order',
      customerNumber: '001234',
      createdBy: 'rentalCoordinator',
      userName: 'Jennifer Rents',
    },
    undefined,
  );
  expect((await get()).crsId).toBeNull();
  await world.fromCrs(dealer, told(more, { remoteId: 'R1' }));
  expect((await get()).crsId).toBe('1234567');
  await world.fromDealer(dealer, 'R1', { status: 'closed' });
  const [first, last] = await world.sent(dealer);
  expect(first?.payload.request).not.toHaveProperty('remoteId');
  expect(last?.payload.request).toMatchObject({ localId: 'R1', remoteId: '1234567' });
});

it('a machine that works again is said to work', async () => {
  await world.fromCrs(dealer, sample('service-01-from-crs-submitted'));
  expect((await get()).data).toMatchObject({ isWorking: true });
  await world.fromCrs(dealer, sample('service-02-from-crs-submitted'));
  expect((await get()).data).toMatchObject({ isWorking: false });
});

describe('a lead', () => {
  const lead = 'lead-01-from-crs-submitted';
  const screening = { status: 'lead_screening', createdDate: '2022-01-01T00:01:30Z', text: '1' };
  const history = [
    screening,
    { ...screening, status: 'submitted', text: '2', createdBy: 'local:somebody' },
    { ...screening, status: 'submitted', text: '3' },
  ];

  it('brings its history, which is kept in order', async () => {
    await world.fromCrs(dealer, told(lead, {}, { requestUpdates: history }));
    const { status, updates, customerNumber } = await get();
    expect({ status, customerNumber }).toEqual({ status: 'submitted', customerNumber: null });
    expect(updates.map(({ update }) => update['text'])).toEqual(['1', '2', '3']);
  });

  it('of another territory is reopened when CRS sends it again, with what happened since', async () => {
    await world.fromCrs(dealer, told(lead, {}, { requestUpdates: history }));
    const foreign = { status: 'submitted', disposition: 'wrong territory' } as const;
    await world.fromDealer(dealer, 'R1', foreign);
    expect(await get()).toMatchObject({
      ended: true,
      status: 'submitted',
      disposition: 'Wrong Territory',
      allowed: [],
    });
    const again = { ...screening, status: 'submitted', text: 'It is yours' };
    await world.fromCrs(dealer, told(lead, {}, { requestUpdates: [...history, again] }));
    const { ended, disposition, updates } = await get();
    expect({ ended, disposition }).toEqual({ ended: false, disposition: null });
    const texts = updates.map(({ update }) => update['text']);
    expect(texts).toEqual(['1', '2', '3', null, 'It is yours']);
    expect(await world.events(dealer)).toHaveLength(3);
  });

  it('keeps a disposition that only CRS knows', async () => {
    await world.fromCrs(dealer, sample(lead));
    const { requestUpdate } = sample('lead-03-from-dealer-closed').payload;
    const properties = { disposition: 'Passed on' };
    const update = { ...requestUpdate, properties };
    await world.fromCrs(dealer, told(lead, {}, { requestUpdate: update }));
    expect(await get()).toMatchObject({ status: 'closed', disposition: 'Passed on' });
  });
});

describe('the contracts of a request', () => {
  const rented = (id: string, rentedAssetId: string, about: Json) =>
    contract(id, '001234', { ...about, assetDetails: [{ ...asset(), rentedAssetId }] });
  beforeEach(() =>
    world.mirror.publish(dealer, {
      contracts: [
        rented('C001', '1', { divisionId: 'DIV1', locationId: 'LOC1' }),
        rented('C002', '34567', { divisionId: 'DIV2', locationId: 'LOC2' }),
        rented('C003', '34568', { locationId: 'LOC1' }),
        // Another one's asset that happens to have the same id.
        contract('C004', '9', { assetDetails: [{ ...asset(), rentedAssetId: '34567' }] }),
      ],
    }),
  );

  it('are the one that it names', async () => {
    await world.fromCrs(dealer, sample(opened));
    expect(await get()).toMatchObject({
      contractIds: ['C001'],
      divisionIds: ['DIV1'],
      locationIds: ['LOC1'],
    });
  });

  it('are those of its customer with its assets', async () => {
    await world.fromCrs(dealer, sample('extend-01-from-crs-submitted'));
    expect(await get()).toMatchObject({
      contractIds: ['C002', 'C003'],
      divisionIds: ['DIV2'],
      locationIds: ['LOC1', 'LOC2'],
    });
  });

  it('are added when it changes, and those that are gone stay', async () => {
    await world.fromCrs(dealer, told(opened, { contract: { contractId: 'C009' } }));
    expect((await get()).contractIds).toEqual([]);
    await world.fromCrs(dealer, sample(more));
    expect((await get()).contractIds).toEqual(['C001']);
    await world.mirror.publish(dealer, { contracts: [rented('C009', '1', {})] });
    await world.fromCrs(dealer, told(more, { contract: { contractId: 'C009' } }));
    expect((await get()).contractIds).toEqual(['C001', 'C009']);
  });
});

it('CRS and the dealer who speak at once are both heard, one after the other', async () => {
  await world.fromCrs(dealer, sample('service-01-from-crs-submitted'));
  const many = Array.from({ length: 20 }, (_, index) => index);
  const words = many.flatMap((index) => [
    world.fromCrs(dealer, told('service-02-from-crs-submitted', { text: `${index}` })),
    world.fromDealer(dealer, 'R1', { status: 'submitted', text: `note ${index}` }),
  ]);
  await Promise.all(words);
  const { updates, messages } = await get();
  expect(updates).toHaveLength(40);
  const notes = updates.filter(({ origin }) => origin === 'dealer');
  const out = await world.sent(dealer);
  // CRS is told them in the order in which they are kept.
  expect(out.map(({ payload }) => payload.requestUpdate?.['text'])).toEqual(
    notes.map(({ update }) => update['text']),
  );
  expect(messages).toHaveLength(41);
  expect(await world.events(dealer)).toHaveLength(41);
});

describe('whatever the order in which the messages of a story come,', () => {
  const story = [
    'service-01-from-crs-submitted',
    'service-02-from-crs-submitted',
    'service-06-from-crs-canceled',
    'service-02-from-crs-submitted',
    'service-01-from-crs-submitted',
  ];

  it('each update is kept or answered, and the state is one that the table allows', async () => {
    for (const order of permutations(story)) {
      dealer = await world.mirror.addDealer(`P${++dealers}`);
      const outcomes: string[] = [];
      for (const name of order) {
        const given = sample(name);
        delete given.payload.request['remoteId'];
        outcomes.push((await world.fromCrs(dealer, given)).outcome);
        if (name === 'service-02-from-crs-submitted') await received();
      }
      const { status, updates } = await get();
      const refused = outcomes.filter((outcome) => outcome === 'refused').length;
      const answers = (await world.sent(dealer)).filter(({ payload }) => payload.errorCode);
      const ours = updates.filter(({ origin }) => origin === 'dealer').length;
      expect(answers).toHaveLength(refused);
      expect(updates.length - ours + refused - refusedWhole(order, outcomes)).toBe(3);
      expect(status).toBe(expectedStatus(order, outcomes));
    }
  });

  /** The dealer takes it up as soon as it may. */
  async function received(): Promise<void> {
    const request = await get().catch(() => undefined);
    if (request?.status === 'submitted')
      await world.fromDealer(dealer, 'R1', { status: 'received' });
  }

  function refusedWhole(order: readonly string[], outcomes: readonly string[]): number {
    return order.filter((name, at) => name.includes('-01-') && outcomes[at] === 'refused').length;
  }

  /** Canceled when the cancel came after the request was there; else where the dealer left it. */
  function expectedStatus(order: readonly string[], outcomes: readonly string[]): string {
    const cancel = order.indexOf('service-06-from-crs-canceled');
    if (outcomes[cancel] === 'updated') return 'canceled';
    const taken = order.some((name, at) => name.includes('-02-') && outcomes[at] === 'updated');
    return taken ? 'received' : 'submitted';
  }
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((one, at) =>
    permutations(items.toSpliced(at, 1)).map((rest) => [one, ...rest]),
  );
}
