import fc from 'fast-check';
import { asset, contract, invoice, jobsite, rate } from './items.js';
import type { Rows } from './test-mirror.js';

/** The customers of the small world. */
export const CUSTOMERS = ['1', '2', '3'];

const customer = fc.constantFrom(...CUSTOMERS);
// Often the same few, so that items are changed again and again.
const letter = fc.constantFrom(...'abcabcabcabcabcabcabcdefghijklmnopqrstuvwxyz'.split(''));
const returned = fc.constantFrom(undefined, undefined, '2020-01-01', '2999-01-01');
// Few items have a PDF, and it seldom changes, so that one that does is not hidden by others.
const pdfUrl = (id: string) =>
  id < 'd' ? fc.constantFrom('x', 'x', 'x', 'y', undefined) : fc.constant(undefined);
const maybe = fc.constantFrom(undefined, undefined, true, false);

type Make = (id: string) => fc.Arbitrary<object>;

const makeContract: Make = (id) =>
  made((owner, more) => contract(id, owner, more), {
    jobsiteId: fc.constantFrom('a', 'b', 'c'),
    assetDetails: fc.array(returned.map(asset), { maxLength: 3 }),
    active: maybe,
    isReservation: fc.boolean(),
    pdfUrl: pdfUrl(id),
  });

const makeJobsite: Make = (id) =>
  made((owner, more) => jobsite(id, owner, more), {
    assetCount: fc.constantFrom(undefined, undefined, 0, 3),
    active: maybe,
    name: fc.constantFrom('"assetCount":1', 'Ä\\ "\t'),
  });

const makeInvoice: Make = (id) =>
  made((owner, more) => invoice(id, owner, more), {
    // Few days, so that many invoices have the same.
    invoiceDate: fc.constantFrom('2026-01-01', '2026-01-02'),
    pdfUrl: pdfUrl(id),
  });

function made(
  make: (owner: string, more: Record<string, unknown>) => object,
  fields: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<object> {
  return fc.tuple(customer, fc.record(fields)).map(([owner, more]) => {
    const given = Object.entries(more).filter(([, value]) => value !== undefined);
    return make(owner, Object.fromEntries(given));
  });
}

interface Keyed {
  readonly id: string;
  readonly row: object;
}

/** Most often an item's new content, now and then its removal or a row that is refused. */
function rowOf(id: string, key: object, content: fc.Arbitrary<object>): fc.Arbitrary<Keyed> {
  return fc
    .oneof(
      { weight: 8, arbitrary: content },
      { weight: 1, arbitrary: fc.constant({ ...key, deleted: true }) },
      { weight: 1, arbitrary: fc.constant(key) },
    )
    .map((row) => ({ id, row }));
}

function distinct(row: fc.Arbitrary<Keyed>): fc.Arbitrary<object[]> {
  return fc
    .uniqueArray(row, { selector: ({ id }) => id, maxLength: 12 })
    .map((given) => given.map((keyed) => keyed.row));
}

/** Rows of some items, and now and then enough of one customer's for several anchors. */
function rows(key: string, make: Make): fc.Arbitrary<object[]> {
  const few = distinct(letter.chain((id) => rowOf(id, { [key]: id }, make(id))));
  const many = fc
    .tuple(make('n'), fc.integer({ min: 60, max: 200 }))
    .map(([like, number]) =>
      Array.from({ length: number }, (_, index) => ({ ...like, [key]: `n${index}` })),
    );
  const none = { weight: 3, arbitrary: fc.constant<object[]>([]) };
  return fc
    .tuple(few, fc.oneof(none, { weight: 1, arbitrary: many }))
    .map(([some, others]) => [...some, ...others]);
}

const rates = distinct(
  fc
    .tuple(customer, fc.constantFrom('G', 'H'), fc.nat(2))
    .chain(([customerId, groupId, daily]) =>
      rowOf(
        `${customerId} ${groupId}`,
        { customerId, groupId },
        fc.constant(rate(customerId, groupId, daily)),
      ),
    ),
);

const LOAD = {
  rates,
  contracts: rows('contractId', makeContract),
  jobsites: rows('jobsiteId', makeJobsite),
  invoices: rows('invoiceId', makeInvoice),
};

/** A load of the small world, and how the pages are looked at afterwards. */
export interface Step {
  readonly mode: 'full' | 'delta';
  readonly rows: Rows;
  readonly customers: readonly string[];
  readonly items: number;
}

function step(mode: fc.Arbitrary<Step['mode']>, load: fc.Arbitrary<Rows>): fc.Arbitrary<Step> {
  const customers = fc.uniqueArray(customer, { minLength: 1 });
  return fc.record({ mode, rows: load, customers, items: fc.integer({ min: 1, max: 130 }) });
}

const some = step(
  fc.constantFrom('full', 'delta', 'delta', 'delta'),
  fc.record(LOAD, { requiredKeys: [] }),
);
const all = step(fc.constant('full'), fc.record(LOAD));

/** Loads one after the other; most often the first one gives everything. */
export const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: all }, { weight: 1, arbitrary: some }),
    fc.array(some, { minLength: 2, maxLength: 6, size: 'max' }),
  )
  .map(([first, others]) => [first, ...others]);
