import type { Endpoint } from '../answers/answer-table.js';
import { PageCheck, type PageAsked } from '../answers/page-check.js';
import { AnswerReader, placeOf, type Answer, type Item } from '../answers/read-answer.js';
import { PAGING } from '../rules/answer.rules.js';
import type { Run } from '../run.js';
import type { Parameters, Target } from '../target.js';
import type { Exchange } from '../wire/exchange.js';
import { Pacer } from './pacer.js';
import { GivenUpError, PullInterruptedError, type PullerOptions } from './pull-options.js';

/** An answer that could be read, and where it is found again. */
export interface Heard {
  readonly exchange: Exchange;
  readonly answer: Answer;
}

/** A list to be pulled page by page. */
export interface ListAsked {
  readonly endpoint: Endpoint;
  readonly parameters: Parameters;
  /** What is counted, such as `contracts`. */
  readonly what: string;
  /** What tells an item from all others of the list. */
  readonly keyOf: (item: Item) => string;
  /** Page size, if it is not that of the pull. */
  readonly size?: number;
  /** Gets each page. @returns false when no further page is needed */
  readonly onPage: (items: readonly Item[], heard: Heard) => boolean | void;
}

/** How a list came to its end. */
export interface ListHeard {
  /** Whether every page came. */
  readonly complete: boolean;
  /** Pages that were not needed. */
  readonly saved: number;
  readonly totalElements: unknown;
}

/** After so many failures in a row there is no use in going on. */
const MOST_FAILURES = 10;

/** Sends the requests of a pull, one way for all of them: paced, timed, counted, read and checked. */
export class Puller {
  readonly #reader: AnswerReader;
  readonly #pacer: Pacer;
  #failures = 0;
  readonly #progress = { customers: 0, of: 0, pages: 0, items: 0, findings: 0, pagesSaved: 0 };

  constructor(
    readonly run: Run,
    readonly target: Target,
    readonly options: PullerOptions,
  ) {
    this.#reader = new AnswerReader(run.findings);
    this.#pacer = new Pacer(options.rate);
  }

  /** How far the pull is; those who work on it may write it. */
  get progress(): { customers: number; of: number; pages: number; pagesSaved: number } {
    return this.#progress;
  }

  /**
   * One request that must succeed.
   * @throws NoTokenError, PullInterruptedError, GivenUpError
   */
  async one(endpoint: Endpoint, parameters: Parameters, what: string): Promise<Heard | undefined> {
    const exchange = await this.get(endpoint, parameters, endpoint);
    const answer = this.read(endpoint, exchange);
    this.count(what, answer?.items.length ?? 0);
    return answer && { exchange, answer };
  }

  /**
   * All pages of a list, one after the other.
   * @throws NoTokenError, PullInterruptedError, GivenUpError
   */
  async list(asked: ListAsked): Promise<ListHeard> {
    const check = new PageCheck(this.run.findings, asked.keyOf);
    const firsts = new Set<string>();
    const size = asked.size ?? this.options.items;
    for (let page = 0; ; page++) {
      const heard = await this.#page(asked, { page, items: size });
      if (!heard) return { complete: false, saved: 0, totalElements: undefined };
      const { exchange, answer } = heard;
      const { items, body } = answer;
      const { totalElements } = body;
      const goesOn = check.page(exchange, answer, { page, items: size });
      const wanted = asked.onPage(items, heard) !== false;
      if (!goesOn) {
        check.end();
        return { complete: true, saved: 0, totalElements };
      }
      if (!wanted) return { complete: true, saved: restOf(body, page), totalElements };
      // A server that always gives the same page must not keep us for ever.
      const first = items[0] && asked.keyOf(items[0]);
      if (first !== undefined && firsts.has(first))
        return { complete: false, saved: 0, totalElements };
      if (first !== undefined) firsts.add(first);
    }
  }

  /** A GET with the token. @throws NoTokenError, PullInterruptedError, GivenUpError */
  async get(path: string, parameters: Parameters, kind: string, purpose = kind): Promise<Exchange> {
    const exchange = await this.send(kind, () => this.target.get(path, parameters, purpose));
    this.#countFailures(exchange);
    return exchange;
  }

  /** Sends a request when it is its turn. @throws PullInterruptedError */
  async send(kind: string, request: () => Promise<Exchange>): Promise<Exchange> {
    const { signal } = this.options;
    if (signal?.aborted) throw new PullInterruptedError();
    await this.#pacer.turn(signal).catch(() => {
      throw new PullInterruptedError();
    });
    const exchange = await request();
    this.run.timings.add(kind, exchange.milliseconds, Buffer.byteLength(exchange.body));
    this.run.count('requests');
    this.#progress.pages++;
    return exchange;
  }

  /** @returns undefined when there is nothing to go on with; why is a finding */
  read(endpoint: Endpoint, exchange: Exchange): Answer | undefined {
    return this.#reader.read(endpoint, exchange);
  }

  /** Counts items that came, and tells how far the pull is. */
  count(what: string, number: number): void {
    if (number > 0) this.run.count(what, number);
    this.#progress.items += number;
    this.tell();
  }

  /** Tells how far the pull is. */
  tell(): void {
    const { onProgress } = this.options;
    if (!onProgress) return;
    const findings = this.run.findings.list().reduce((sum, { count }) => sum + count, 0);
    onProgress({ ...this.#progress, findings });
  }

  async #page(asked: ListAsked, { page, items }: PageAsked): Promise<Heard | undefined> {
    const { endpoint, parameters } = asked;
    const exchange = await this.get(
      endpoint,
      { ...parameters, items, page },
      endpoint,
      `${endpoint} page ${page}`,
    );
    const { status } = exchange;
    // Only here: 404 for a list without parameters says that there is no such list.
    if ((status === 404 || status === 204) && 'customer' in parameters) {
      const found = `answered ${status}: ${exchange.body.slice(0, 100)}`;
      this.run.findings.add(PAGING.emptyList, { ...placeOf(exchange), found });
      return undefined;
    }
    const answer = this.read(endpoint, exchange);
    if (answer?.items.length === 0) this.run.findings.checked(PAGING.emptyList);
    this.count(asked.what, answer?.items.length ?? 0);
    return answer && { exchange, answer };
  }

  #countFailures({ status, error }: Exchange): void {
    const failed = status === undefined || status === 401 || status === 403 || status >= 500;
    this.#failures = failed ? this.#failures + 1 : 0;
    if (this.#failures < MOST_FAILURES) return;
    const last = status === undefined ? (error ?? 'no answer') : `status ${status}`;
    throw new GivenUpError(`${MOST_FAILURES} requests in a row failed, the last one with: ${last}`);
  }
}

function restOf({ totalPages }: Item, page: number): number {
  return Math.max(0, Number(totalPages) - page - 1) || 0;
}
