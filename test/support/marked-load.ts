import { contract, invoice, jobsite } from './items.js';

/** Items of three resources, in loads of which every one carries the mark of its load. */

export type MarkedList = 'contract' | 'jobsite' | 'invoice';

/** How an item of a list is told from others, and what carries its mark. */
interface ListOf {
  readonly resource: string;
  readonly id: string;
  readonly mark: string;
  readonly make: typeof contract;
}

const LISTS: Readonly<Record<MarkedList, ListOf>> = {
  contract: { resource: 'contracts', id: 'contractId', mark: 'poNumber', make: contract },
  jobsite: { resource: 'jobsites', id: 'jobsiteId', mark: 'name', make: jobsite },
  invoice: { resource: 'invoices', id: 'invoiceId', mark: 'poNumber', make: invoice },
};

export const MARKED_LISTS = Object.keys(LISTS) as MarkedList[];
export const MARKED_CUSTOMERS = ['1', '2', '3'];
const IDS = Array.from({ length: 36 }, (_, n) => `I${String(n).padStart(2, '0')}`);

/** Whether an item is among those of a load: about six of seven are, others in each load. */
function isIn(mark: number, customer: string, index: number): boolean {
  return (index + mark * Number(customer)) % 7 !== 0;
}

/** The ids that a customer's list has at the load with this mark. */
export function markedIds(mark: number, customers: readonly string[]): string[] {
  return customers.flatMap((customer) =>
    IDS.filter((_id, index) => isIn(mark, customer, index)).map((id) => `${customer}-${id}`),
  );
}

/** The lines of one list's file: a delta has also lines for what is not among its items. */
export function markedItems(list: MarkedList, mark: number, mode: 'full' | 'delta'): object[] {
  const { id, mark: field, make } = LISTS[list];
  return MARKED_CUSTOMERS.flatMap((customer) =>
    IDS.flatMap((name, index) => {
      const key = `${customer}-${name}`;
      if (isIn(mark, customer, index)) return [make(key, customer, { [field]: `${mark}` })];
      return mode === 'delta' ? [{ [id]: key, deleted: true }] : [];
    }),
  );
}

/** The body of a push. What is served after it is the same in both modes. */
export function markedPush(mark: number, mode: 'full' | 'delta'): string[] {
  return MARKED_LISTS.flatMap((list) =>
    markedItems(list, mark, mode).map(
      (item) => `${JSON.stringify({ resource: LISTS[list].resource, ...item })}\n`,
    ),
  );
}

/** The same as a bundle of files. */
export function markedBundle(mark: number, mode: 'full' | 'delta'): Record<string, object[]> {
  return Object.fromEntries(
    MARKED_LISTS.map((list) => [`${LISTS[list].resource}.ndjson`, markedItems(list, mark, mode)]),
  );
}

/** What a pull got, held against the one load that it must have come from. */
export interface PullVerdict {
  /** Of the first item. */
  readonly mark: number;
  readonly missed: number;
  readonly doubled: number;
  /** Items with other marks than the first. */
  readonly foreign: number;
}

/** Judges the items of all pages of a pull. */
export function judgePull(
  list: MarkedList,
  customers: readonly string[],
  items: readonly Record<string, unknown>[],
): PullVerdict {
  const { id, mark: field } = LISTS[list];
  const mark = Number(items[0]?.[field]);
  const got = items.map((item) => String(item[id]));
  const expected = new Set(markedIds(mark, customers));
  const distinct = new Set(got);
  return {
    mark,
    missed: [...expected].filter((key) => !distinct.has(key)).length,
    doubled: got.length - distinct.size,
    foreign: items.filter((item) => item[field] !== `${mark}` || !expected.has(String(item[id])))
      .length,
  };
}
