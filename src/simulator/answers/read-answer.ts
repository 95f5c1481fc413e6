import type { Findings, Place } from '../findings.js';
import { shown } from '../findings.js';
import { ANSWER } from '../rules/answer.rules.js';
import { ACCESS } from '../rules/access.rules.js';
import type { Exchange } from '../wire/exchange.js';
import type { Endpoint } from './answer-table.js';
import { AnswerCheck } from './check-answer.js';

/** An item of an answer, as it came. */
export type Item = Readonly<Record<string, unknown>>;

/** An answer that could be read. */
export interface Answer {
  readonly body: Item;
  /** Of a list; objects only. */
  readonly items: readonly Item[];
}

/** Where an exchange is found again. */
export function placeOf({ number, url }: Pick<Exchange, 'number' | 'url'>): Place {
  return { exchange: number, url };
}

/** Reads the answers to requests that should succeed, and checks every field of them. */
export class AnswerReader {
  readonly #check: AnswerCheck;

  constructor(private readonly findings: Findings) {
    this.#check = new AnswerCheck(findings);
  }

  /** @returns undefined when there is nothing to go on with; why is a finding */
  read(endpoint: Endpoint, exchange: Exchange): Answer | undefined {
    const { findings } = this;
    const place = placeOf(exchange);
    const { status, error, body: text } = exchange;
    if (!findings.expect(ANSWER.answered, status === undefined ? error : undefined, place))
      return undefined;
    const refused = status === 401 || status === 403;
    findings.expect(ACCESS.accepted, refused ? `answered ${status}` : undefined, place);
    const failed = status === 200 ? undefined : `answered ${status}: ${text.slice(0, 200)}`;
    if (!findings.expect(ANSWER.success, failed, place)) return undefined;
    if (!findings.expect(ANSWER.answered, error && `cut short: ${error}`, place)) return undefined;
    return this.#parsed(endpoint, exchange, place);
  }

  #parsed(endpoint: Endpoint, { headers, body: text }: Exchange, place: Place) {
    const { findings } = this;
    const type = headers['content-type'] ?? 'nothing';
    const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(type);
    findings.expect(ANSWER.contentType, isJson ? undefined : type, place);
    const { value, fault } = parse(text);
    if (!findings.expect(ANSWER.json, fault, place)) return undefined;
    if (!isItem(value)) {
      findings.add(ANSWER.json, { ...place, found: `no object: ${shown(value)}` });
      return undefined;
    }
    this.#check.check(endpoint, value, text, place);
    const items = Array.isArray(value['items']) ? (value['items'] as unknown[]) : [];
    return { body: value, items: items.filter(isItem) };
  }
}

function parse(text: string): { value?: unknown; fault?: string } {
  if (text.includes('\u{fffd}')) return { fault: 'it is not valid UTF-8' };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
