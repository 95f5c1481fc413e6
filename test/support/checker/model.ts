import {
  byCodePoint,
  isObject,
  Num,
  print,
  textOf,
  type Exact,
  type ExactObject,
} from './exact.js';
import { keyOf, readRow, RESOURCES, type Dealer, type ReadRow, type Resource } from './rows.js';

/** Rows of a load by resource, in the order of their files. */
export type Bundle = Readonly<Partial<Record<Resource, readonly ExactObject[]>>>;

const NAMES = Object.keys(RESOURCES) as Resource[];

/** What a dealer's endpoints must answer, worked out from the rows that were loaded. */
export class DealerModel {
  readonly #rows = new Map<Resource, Map<string, ReadRow>>(NAMES.map((name) => [name, new Map()]));

  constructor(private readonly dealer: Dealer) {}

  /** Takes a load in. @returns whose data changed: types by customer */
  load(bundle: Bundle, mode: 'full' | 'delta'): Map<string, Set<string>> {
    const before = this.#snapshot();
    for (const resource of NAMES) {
      const rows = bundle[resource];
      if (rows) this.#loadResource(resource, rows, mode);
    }
    return changesBetween(before, this.#snapshot());
  }

  #loadResource(resource: Resource, rows: readonly ExactObject[], mode: 'full' | 'delta'): void {
    const old = this.#table(resource);
    const table = mode === 'full' ? new Map<string, ReadRow>() : new Map(old);
    for (const row of rows) {
      const key = keyOf(resource, row);
      if (key === undefined) continue;
      const read = row['deleted'] === true ? undefined : readRow(resource, row, this.dealer);
      if (row['deleted'] === true) table.delete(key);
      else if (read) table.set(key, read);
      else if (old.has(key)) table.set(key, old.get(key) as ReadRow);
    }
    this.#rows.set(resource, table);
  }

  #table(resource: Resource): Map<string, ReadRow> {
    return this.#rows.get(resource) as Map<string, ReadRow>;
  }

  customers(): string[] {
    return [...this.#table('customers').keys()];
  }

  customer(id: string): ExactObject | undefined {
    const row = this.#table('customers').get(id);
    return row && { customer: row.item };
  }

  /** The items of a paged endpoint, in its order. */
  list(endpoint: 'contract' | 'jobsite' | 'invoice' | 'location', customers: readonly string[]) {
    if (endpoint === 'location') return this.#sorted('locations', () => true);
    const own = ({ customer }: ReadRow) => customers.includes(customer);
    if (endpoint === 'invoice') return this.#sorted('invoices', own).toSorted(newestFirst);
    if (endpoint === 'contract')
      return this.#sorted('contracts', (row) => own(row) && isActive(row));
    const jobsites = this.#sorted('jobsites', (row) => own(row) && row.active !== false);
    return jobsites.map((item) => this.#counted(item));
  }

  #sorted(resource: Resource, isIn: (row: ReadRow) => boolean): ExactObject[] {
    return [...this.#table(resource)]
      .filter(([, row]) => isIn(row))
      .toSorted(([a, x], [b, y]) => byCodePoint(x.customer, y.customer) || byCodePoint(a, b))
      .map(([, { item }]) => item);
  }

  /** With the number of assets on rent in its place, where the row tells none. */
  #counted(item: ExactObject): ExactObject {
    const { jobsiteId = '', assetCount, ...rest } = item;
    const counted = new Num(String(this.#assetsAt(textOf(item, 'jobsiteId'))));
    return { jobsiteId, assetCount: assetCount ?? counted, ...rest };
  }

  #assetsAt(jobsite: string): number {
    return [...this.#table('contracts').values()]
      .filter((row) => row.item['jobsiteId'] === jobsite && isActive(row))
      .reduce((sum, { item }) => sum + assetsOut(item), 0);
  }

  /** The catalog with the customer's rates, or with book rates alone. */
  catalog(customer?: string): ExactObject {
    const items = this.#sorted('categories', () => true).map((category) => ({
      ...category,
      categoryGroups: (category['categoryGroups'] as ExactObject[]).map((group) => {
        const rate = this.#table('rates').get(`${customer}\u001f${textOf(group, 'groupId')}`);
        if (!rate) return group;
        const { customerId: _customer, groupId: _group, ...properties } = rate.item;
        return { ...group, groupRate: { properties: { rateType: 'customer', ...properties } } };
      }),
    }));
    return { items };
  }

  /** Everything that a change can be seen by: customer, PDF and content by type and key. */
  #snapshot(): Map<string, Seen> {
    const seen = new Map<string, Seen>();
    const types = {
      contracts: 'contract',
      jobsites: 'contract',
      invoices: 'invoice',
      rates: 'catalog',
    };
    for (const [resource, type] of Object.entries(types) as [Resource, string][])
      for (const [key, { item, customer, active }] of this.#table(resource)) {
        const printed = resource === 'jobsites' ? this.#counted(item) : item;
        const isCounted = resource === 'jobsites' && item['assetCount'] === undefined;
        const state = resource === 'jobsites' ? active !== false : active;
        seen.set(`${resource} ${key}`, {
          type,
          customer,
          content: `${print(printed)} ${state} ${isCounted} ${customer}`,
          pdf: resource === 'contracts' || resource === 'invoices' ? item['pdfUrl'] : undefined,
        });
      }
    return seen;
  }
}

interface Seen {
  readonly type: string;
  readonly customer: string;
  readonly content: string;
  readonly pdf: Exact | undefined;
}

function changesBetween(before: Map<string, Seen>, after: Map<string, Seen>) {
  const changes = new Map<string, Set<string>>();
  const add = (customer: string, type: string) =>
    changes.set(customer, (changes.get(customer) ?? new Set()).add(type));
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(key), after.get(key)];
    if (old?.content === now?.content) continue;
    for (const one of [old, now]) if (one) add(one.customer, one.type);
    // A row that is new, went, or has another customer now is one thing less and one more.
    const isSameRow = old?.customer === now?.customer;
    for (const one of [old, now])
      if (one && (isSameRow ? old?.pdf !== now?.pdf : one.pdf !== undefined))
        add(one.customer, 'document');
  }
  return changes;
}

function isActive({ active, item }: ReadRow): boolean {
  return active ?? (item['isReservation'] === true || assetsOut(item) > 0);
}

/** Assets without a return date, or with one in the future. */
function assetsOut(contract: ExactObject): number {
  const assets = (contract['assetDetails'] as Exact[]).filter(isObject);
  return assets.filter(({ assetReturnedDate: date }) =>
    typeof date === 'string' ? Date.parse(date) > Date.now() : true,
  ).length;
}

function newestFirst(a: ExactObject, b: ExactObject): number {
  const time = (item: ExactObject) => Date.parse(textOf(item, 'invoiceDate'));
  return time(b) - time(a) || byCodePoint(textOf(b, 'invoiceId'), textOf(a, 'invoiceId'));
}
