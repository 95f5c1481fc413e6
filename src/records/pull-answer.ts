import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestedDealer } from '../http/logger.module.js';
import { parsedQuery } from '../http/parsed-query.js';
import { problemCode } from './problem-code.js';
import { ENDPOINTS_BY_PATH } from './pull-endpoints.js';
import { storable, storableOrNull } from './storable-text.js';

/** A finished answer of a pull endpoint: a page, or a refusal. Texts are as they can be kept. */
export interface PullAnswer {
  readonly dealerCode: string;
  readonly clientId: string;
  readonly endpoint: string;
  readonly customers: readonly string[];
  /** Of incremental only. */
  readonly since: string | null;
  /** The page size that was asked for; 0 for the dealer's own. */
  readonly asked: number;
  /** Number of the page; null at endpoints without pages, and where it could not be read. */
  readonly page: number | null;
  /** When the request came, in milliseconds since 1970, and how long it took. */
  readonly time: number;
  readonly milliseconds: number;
  readonly status: number;
  /** Code of the problem it was refused with. */
  readonly code: string | null;
  /** What was served; null for a refusal. */
  readonly served: ServedPage | null;
}

interface ServedPage {
  readonly items: number;
  /** Before compression. */
  readonly bytes: number;
  readonly generation: string | null;
  readonly pageSize: number | null;
  readonly totalPages: number | null;
}

/** As many as a pull may name (§ Contract/Asset Data). */
const MOST_CUSTOMERS = 5;
const CUSTOMER_LENGTH = 50;
const SINCE_LENGTH = 40;
const MOST_PAGE = 2 ** 31 - 1;

/**
 * What a finished request was, if it was one of a pull endpoint and its dealer is known: who is refused
 * before is in the request log only.
 */
export function pullAnswer(request: FastifyRequest, reply: FastifyReply): PullAnswer | undefined {
  const endpoint = ENDPOINTS_BY_PATH.get(request.routeOptions.url);
  const { caller, notes = {} } = request;
  if (endpoint === undefined || request.method !== 'GET' || !caller) return undefined;
  const dealerCode = notes.dealer ?? requestedDealer(request);
  if (dealerCode === undefined) return undefined;
  const query = parsedQuery(request.query);
  return {
    dealerCode,
    clientId: caller.clientId,
    endpoint,
    customers: customersOf(query['customer']),
    since: storableOrNull(query['since'], SINCE_LENGTH),
    asked: wholeOrNull(query['items']) ?? 0,
    page: wholeOrNull(query['page']),
    time: Date.now() - Math.round(reply.elapsedTime),
    milliseconds: Math.round(reply.elapsedTime),
    status: reply.statusCode,
    code: problemCode(notes.problem),
    served: reply.statusCode === 200 ? servedPage(notes) : null,
  };
}

function servedPage(notes: NonNullable<FastifyRequest['notes']>): ServedPage {
  const { items = 0, bytes = 0, generation, pageSize, totalPages } = notes;
  return {
    items,
    bytes,
    generation: generation ?? null,
    pageSize: pageSize ?? null,
    totalPages: totalPages ?? null,
  };
}

function customersOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, MOST_CUSTOMERS)
    .map((customer) => storable(String(customer), CUSTOMER_LENGTH));
}

function wholeOrNull(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 ? Math.min(value, MOST_PAGE) : null;
}
