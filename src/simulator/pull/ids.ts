import type { Item } from '../answers/read-answer.js';

/** A text of an item; undefined if it is none, or blank. */
export function textOf(item: Item, name: string): string | undefined {
  const value = item[name];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** The objects of an array of an item. */
export function listOf(item: Item, name: string): Item[] {
  const value = item[name];
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is Item => typeof one === 'object' && one !== null);
}

/** An object of an item; empty if it is none. */
export function objectOf(item: Item, name: string): Item {
  const value = item[name];
  return typeof value === 'object' && value !== null ? (value as Item) : {};
}

/** An id as it is when it was a number for a while. */
export function withoutZeros(id: string): string {
  return id.replace(/^0+(?=.)/, '');
}

/** Ids, which also finds those that lost or gained leading zeros. */
export class IdSet implements Iterable<string> {
  readonly #ids: Set<string>;
  #stripped: Map<string, string> | undefined;

  constructor(ids: Iterable<string> = []) {
    this.#ids = new Set(ids);
  }

  get size(): number {
    return this.#ids.size;
  }

  add(id: string): void {
    this.#ids.add(id);
    this.#stripped?.set(withoutZeros(id), id);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** The id that is the same but for leading zeros. */
  nearly(id: string): string | undefined {
    this.#stripped ??= new Map([...this.#ids].map((one) => [withoutZeros(one), one]));
    return this.#stripped.get(withoutZeros(id));
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#ids.values();
  }

  toSet(): ReadonlySet<string> {
    return this.#ids;
  }
}
