import type { Dice } from './dice.js';
import { Num, parseExact, print, type Exact, type ExactObject } from './exact.js';
import type { DealerModel } from './model.js';

/** GET below `/api/v1/`: the status and the raw body. */
export type Get = (path: string) => Promise<{ status: number; text: string }>;

/** Pulls everything, as CRS does, and compares each answer with the model. */
export class Puller {
  readonly deviations: string[] = [];
  answers = 0;

  constructor(
    private readonly get: Get,
    private readonly model: DealerModel,
    private readonly dice: Dice,
  ) {}

  async pullAll(): Promise<void> {
    const { dice, model } = this;
    const customers = dice.some(model.customers(), Infinity);
    for (const endpoint of ['contract', 'jobsite'] as const)
      for (let from = 0; from < customers.length;) {
        const group = customers.slice(from, from + dice.int(1, 5));
        await this.#list(endpoint, group);
        from += group.length;
      }
    for (const customer of customers) {
      await this.#list('invoice', [customer]);
      await this.#expect(`customer?${query([customer])}`, model.customer(customer));
      await this.#expect(`dealer-category?${query([customer])}`, model.catalog(customer));
    }
    await this.#list('location', []);
    await this.#expect('dealer-category', model.catalog());
    await this.#expect('customer?customer=nobody', undefined);
  }

  /** Compares what changed since a time. */
  async pullChanges(since: string, changes: ReadonlyMap<string, ReadonlySet<string>>) {
    const items = [...changes]
      .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .map(([customerId, types]) => ({ customerId, types: [...types].toSorted() }));
    await this.#expect(`incremental?since=${since}`, { items });
  }

  async #list(endpoint: 'contract' | 'jobsite' | 'invoice' | 'location', customers: string[]) {
    const all = this.model.list(endpoint, customers);
    const size = this.dice.pick([3, 7, 10, 20, 64, 100, 1000]);
    const pages = Math.ceil(all.length / size);
    for (let page = 0; page <= pages; page++) {
      const items = all.slice(page * size, (page + 1) * size);
      const path = `${endpoint}?${query(customers)}&items=${size}&page=${page}`;
      await this.#expect(path, {
        items,
        totalPages: number(pages),
        totalElements: number(all.length),
        empty: items.length === 0,
        size: number(size),
        number: number(page),
      });
    }
  }

  /** @param expected without it: 404 */
  async #expect(path: string, expected: ExactObject | undefined): Promise<void> {
    const { status, text } = await this.get(path);
    this.answers++;
    const wanted = expected === undefined ? '404' : `200 ${print(expected)}`;
    const found = status === 200 ? `200 ${print(parseExact(text) satisfies Exact)}` : `${status}`;
    if (found !== wanted) this.deviations.push(`${path}: ${parting(found, wanted)}`);
  }
}

function query(customers: readonly string[]): string {
  return customers.length === 0 ? '' : `customer=${customers.map(encodeURIComponent).join(',')}`;
}

function number(value: number): Num {
  return new Num(String(value));
}

/** Where two texts part. */
function parting(found: string, wanted: string): string {
  let at = 0;
  while (at < wanted.length && found[at] === wanted[at]) at++;
  const from = Math.max(0, at - 60);
  return `…${found.slice(from, at + 80)}… instead of …${wanted.slice(from, at + 80)}…`;
}
