import type { Findings } from '../findings.js';
import { shown } from '../findings.js';
import { PAGING } from '../rules/answer.rules.js';
import type { Exchange } from '../wire/exchange.js';
import { placeOf, type Answer, type Item } from './read-answer.js';

/** What a page was asked for with. */
export interface PageAsked {
  readonly page: number;
  /** Undefined when the size was left to the server. */
  readonly items: number | undefined;
}

/**
 * Checks the pages of one list as they come: their envelopes, and that together they have every item
 * once.
 */
export class PageCheck {
  readonly #keys = new Set<string>();
  #count = 0;
  #totals: { elements: unknown; pages: unknown } | undefined;
  #last: Exchange | undefined;

  /** @param keyOf what tells an item from all others of the list */
  constructor(
    private readonly findings: Findings,
    private readonly keyOf: (item: Item) => string,
  ) {}

  /** @returns whether there is a page after this one */
  page(exchange: Exchange, { body, items }: Answer, asked: PageAsked): boolean {
    this.#last = exchange;
    const { totalPages, totalElements, empty, size, number } = body;
    const expect = (rule: keyof typeof PAGING, ok: boolean, found: () => string, path: string) =>
      this.findings.expect(PAGING[rule], ok ? undefined : found(), { ...placeOf(exchange), path });
    expect(
      'number',
      number === asked.page,
      () => `${shown(number)} for page ${asked.page}`,
      'number',
    );
    const most = asked.items ?? Number(size);
    const fits = size === most && items.length <= most;
    expect('size', fits, () => `size ${shown(size)} with ${items.length} items`, 'size');
    expect(
      'empty',
      empty === (items.length === 0),
      () => `${shown(empty)} with ${items.length} items`,
      'empty',
    );
    this.#checkTotals(exchange, totalElements, totalPages, Number(size));
    const pages = Number(totalPages);
    const isLast = asked.page + 1 >= pages;
    if (!isLast)
      expect(
        'full',
        items.length === Number(size),
        () => `${items.length} of ${shown(size)} items`,
        'items',
      );
    this.#count += items.length;
    for (const item of items) this.#item(exchange, item);
    // A server that counts wrongly must not keep us for ever, nor hide what it has.
    return !isLast && items.length > 0;
  }

  /** To be called after the last page. */
  end(): void {
    if (!this.#last || !this.#totals) return;
    const { elements } = this.#totals;
    const found =
      elements === this.#count ? undefined : `${this.#count} items of ${shown(elements)}`;
    this.findings.expect(PAGING.gap, found, { ...placeOf(this.#last), path: 'totalElements' });
  }

  #checkTotals(exchange: Exchange, elements: unknown, pages: unknown, size: number): void {
    const place = { ...placeOf(exchange), path: 'totalPages' };
    const expected = Math.ceil(Number(elements) / size);
    const follows = Number.isInteger(elements) && (pages === expected || !(size > 0));
    this.findings.expect(
      PAGING.totals,
      follows
        ? undefined
        : `totalPages ${shown(pages)} for ${shown(elements)} items of ${size} a page`,
      place,
    );
    const before = this.#totals;
    this.#totals ??= { elements, pages };
    if (before)
      this.findings.expect(
        PAGING.steady,
        before.elements === elements && before.pages === pages
          ? undefined
          : `${shown(elements)} items, before ${shown(before.elements)}`,
        place,
      );
  }

  #item(exchange: Exchange, item: Item): void {
    const key = this.keyOf(item);
    const found = this.#keys.has(key) ? `${key} again` : undefined;
    this.findings.expect(PAGING.overlap, found, { ...placeOf(exchange), path: 'items' });
    this.#keys.add(key);
  }
}
