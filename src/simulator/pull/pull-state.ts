import type { Item } from '../answers/read-answer.js';

/** What is kept from one pull to the next, as it is written to a file. */
export interface PullStateJson {
  readonly version: 1;
  /** The API's root, and the dealer if one was named: a state is of use for no other. */
  readonly system: string;
  readonly dealer: string | null;
  /** The newest invoices of each customer, newest first. */
  readonly invoices: Readonly<Record<string, readonly string[]>>;
  /** Customers that a pull has done which has not come to its end. */
  readonly done: readonly string[];
  /** ISO 8601: what incremental is asked with the next time. */
  readonly since?: string;
}

/** Of each customer. The pull stops at the first seen one, so few do. */
const MOST_INVOICES = 50;

/** What earlier pulls saw. */
export class PullState {
  readonly #invoices: Map<string, readonly string[]>;
  readonly #done: Set<string>;
  since: string | undefined;

  constructor(
    readonly system: string,
    readonly dealer: string | undefined,
    from?: PullStateJson,
  ) {
    this.#invoices = new Map(Object.entries(from?.invoices ?? {}));
    this.#done = new Set(from?.done);
    this.since = from?.since;
  }

  /** The newest invoices of a customer that earlier pulls saw. */
  invoicesOf(customer: string): ReadonlySet<string> {
    return new Set(this.#invoices.get(customer));
  }

  /**
   * To be told only when all pages down to the seen ones came: the next pull stops at these.
   * @param ids newest first
   */
  sawInvoices(customer: string, ids: readonly string[]): void {
    const known = this.#invoices.get(customer) ?? [];
    const newest = [...new Set([...ids, ...known])].slice(0, MOST_INVOICES);
    if (newest.length > 0) this.#invoices.set(customer, newest);
  }

  isDone(customer: string): boolean {
    return this.#done.has(customer);
  }

  /** The customer has been pulled, in a pull that goes on. */
  finished(customer: string): void {
    this.#done.add(customer);
  }

  /** A pull begins anew, or has come to its end. */
  clearDone(): void {
    this.#done.clear();
  }

  toJSON(): PullStateJson {
    return {
      version: 1,
      system: this.system,
      dealer: this.dealer ?? null,
      invoices: Object.fromEntries(this.#invoices),
      done: [...this.#done],
      ...(this.since !== undefined && { since: this.since }),
    };
  }
}

/** Whether something that was read is a state. */
export function isPullState(value: unknown): value is PullStateJson {
  if (typeof value !== 'object' || value === null) return false;
  const { version, system, invoices, done, since } = value as Item;
  return (
    version === 1 &&
    typeof system === 'string' &&
    typeof invoices === 'object' &&
    invoices !== null &&
    Object.values(invoices).every((ids) => Array.isArray(ids)) &&
    Array.isArray(done) &&
    (since === undefined || typeof since === 'string')
  );
}
