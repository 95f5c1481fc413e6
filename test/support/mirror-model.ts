import type { PublishedLoad } from '../../src/mirror/publish.js';
import { stagedRow, type Rows } from './test-mirror.js';

/** The resources whose lists the model pages through. */
export const LISTS = ['contracts', 'jobsites', 'invoices'] as const;

export type ListName = (typeof LISTS)[number];

const LOADED = ['rates', ...LISTS] as const;

type Loaded = (typeof LOADED)[number];

type Row = Readonly<Record<string, unknown>>;

interface Version {
  readonly row: Row;
  readonly customer: string;
  readonly sortKey: string;
  readonly document: string;
  readonly listed: boolean;
  readonly hash: string;
}

type State = Readonly<Record<Loaded, ReadonlyMap<string, Version>>>;

/** A mirror without a database: what {@link TestMirror} must do, in the plainest words. */
export class MirrorModel {
  generation = 0;
  readonly loaded = new Set<string>();
  /** What was served at each generation. */
  readonly history = new Map<number, State>();
  /** The generation of the last change, by `customer type`. */
  readonly changes = new Map<string, number>();
  #state: State;

  constructor() {
    const none = new Map<string, Version>();
    this.#state = { rates: none, jobsites: none, contracts: none, invoices: none };
  }

  /** Loads the rows, and returns what a load must count. */
  load(rows: Rows, mode: 'full' | 'delta'): PublishedLoad['counts'] {
    const before = this.#state;
    const next = { ...before };
    const counts: [Loaded, { added: number; changed: number; removed: number }][] = [];
    for (const resource of LOADED) {
      const given = rows[resource];
      if (!given) continue;
      this.loaded.add(resource);
      next[resource] = merged(before[resource], given as Row[], resource, mode);
      counts.push([resource, countsOf(before[resource], next[resource])]);
    }
    next.jobsites = withAssetCounts(next.jobsites, next.contracts);
    this.#note(before, next);
    return new Map(counts);
  }

  /** The items of a customer's list, in its order, as they were served at a generation. */
  list(resource: ListName, customer: string, generation = this.generation): Version[] {
    const versions = this.history.get(generation)?.[resource].values() ?? [];
    const own = [...versions].filter((item) => item.listed && item.customer === customer);
    const ascending = own.sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
    return resource === 'invoices' ? ascending.toReversed() : ascending;
  }

  /** The body of a page, as it was served at a generation. */
  page(
    resource: ListName,
    request: { customers: readonly string[]; page: number; items: number },
    generation = this.generation,
  ): string {
    const { customers, page, items: size } = request;
    const all = [...new Set(customers)]
      .sort()
      .flatMap((customer) => this.list(resource, customer, generation));
    const items = all.slice(page * size, (page + 1) * size).map(({ document }) => document);
    return (
      `{"items":[${items.join(',')}],"totalPages":${Math.ceil(all.length / size)}` +
      `,"totalElements":${all.length},"empty":${items.length === 0}` +
      `,"size":${size},"number":${page}}`
    );
  }

  /** `customer types` of what changed in or after a generation. */
  changedSince(generation: number): string[] {
    const types = new Map<string, string[]>();
    for (const [key, last] of [...this.changes].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const [customer = '', type = ''] = key.split(' ');
      if (last >= generation) types.set(customer, [...(types.get(customer) ?? []), type]);
    }
    return [...types].map(([customer, own]) => `${customer} ${own.join()}`);
  }

  #note(before: State, next: State): void {
    const touched = new Set<string>();
    for (const resource of LOADED)
      for (const [old, now] of differences(before[resource], next[resource])) {
        const type = { rates: 'catalog', invoices: 'invoice' }[resource as string] ?? 'contract';
        for (const version of [old, now]) if (version) touched.add(`${version.customer} ${type}`);
        for (const customer of [old?.customer, now?.customer])
          if (customer !== undefined && pdfOf(old, customer) !== pdfOf(now, customer))
            touched.add(`${customer} document`);
      }
    if (touched.size > 0) this.generation++;
    for (const key of touched) this.changes.set(key, this.generation);
    this.#state = next;
    this.history.set(this.generation, next);
  }
}

function merged(
  published: ReadonlyMap<string, Version>,
  rows: readonly Row[],
  resource: Loaded,
  mode: 'full' | 'delta',
): ReadonlyMap<string, Version> {
  const next = new Map(mode === 'delta' ? published : []);
  for (const row of rows) {
    const { operation, key, hash, document } = stagedRow(resource, row);
    const id = key.join(' ');
    const old = published.get(id);
    if (operation === 'delete') next.delete(id);
    else if (old && (operation === 'keep' || old.hash === hash)) next.set(id, old);
    else if (operation === 'upsert')
      next.set(id, { ...shown(resource, row, id), row, document, hash });
  }
  return next;
}

function shown(resource: Loaded, row: Row, id: string) {
  const listed = resource === 'contracts' ? isActive(row) : row['active'] !== false;
  const noon = `${String(row['invoiceDate'])}T12:00:00.000Z `;
  const day = resource === 'invoices' ? noon : '';
  return { customer: String(row['customerId']), sortKey: day + id, listed };
}

function isActive(row: Row): boolean {
  return (row['active'] as boolean | undefined) ?? (row['isReservation'] === true || out(row) > 0);
}

/** Assets on rent: the world's dates lie far in the past or far in the future. */
function out({ assetDetails }: Row): number {
  const assets = assetDetails as Row[];
  return assets.filter(({ assetReturnedDate: date }) => !date || (date as string) > '2900').length;
}

function withAssetCounts(
  jobsites: ReadonlyMap<string, Version>,
  contracts: ReadonlyMap<string, Version>,
): ReadonlyMap<string, Version> {
  const count = (id: string) =>
    [...contracts.values()]
      .filter(({ listed, row }) => listed && row['jobsiteId'] === id)
      .reduce((sum, { row }) => sum + out(row), 0);
  const counted = ([id, site]: [string, Version]): [string, Version] => {
    if ('assetCount' in site.row) return [id, site];
    const document = site.document.replace(/"assetCount":\d+/, `"assetCount":${count(id)}`);
    return [id, document === site.document ? site : { ...site, document }];
  };
  return new Map([...jobsites].map(counted));
}

function differences(
  before: ReadonlyMap<string, Version>,
  next: ReadonlyMap<string, Version>,
): [Version | undefined, Version | undefined][] {
  const ids = new Set([...before.keys(), ...next.keys()]);
  const pairs = [...ids].map((id): [Version | undefined, Version | undefined] => [
    before.get(id),
    next.get(id),
  ]);
  return pairs.filter(([old, now]) => old?.hash !== now?.hash || old?.document !== now?.document);
}

function countsOf(before: ReadonlyMap<string, Version>, next: ReadonlyMap<string, Version>) {
  const pairs = differences(before, next);
  return {
    added: pairs.filter(([old]) => !old).length,
    changed: pairs.filter(([old, now]) => old && now).length,
    removed: pairs.filter(([, now]) => !now).length,
  };
}

function pdfOf(version: Version | undefined, customer: string): unknown {
  return version?.customer === customer ? version.row['pdfUrl'] : undefined;
}
