import type { FastifyReply, FastifyRequest } from 'fastify';
import { MESSAGE_TYPES } from '../../interface/message/vocabulary.js';
import { requestedDealer } from '../logger.module.js';

/** What tells one series of requests from another. No caller can make up a value. */
export interface RequestLabels {
  /** The route's pattern; `unknown` for what is no route. */
  readonly endpoint: string;
  readonly method: string;
  /** One of the caller's; empty where none is known. */
  readonly dealer: string;
  readonly status: string;
}

const METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]);
const TYPES: ReadonlySet<string> = new Set(MESSAGE_TYPES);

/** The labels of a request that ended. */
export function labelsOf(request: FastifyRequest, reply: FastifyReply): RequestLabels {
  const { url: route } = request.routeOptions;
  return {
    endpoint: route ?? 'unknown',
    method: METHODS.has(request.method) ? request.method : 'other',
    dealer: request.notes?.dealer ?? requestedDealer(request) ?? '',
    status: reply.raw.writableFinished ? String(reply.raw.statusCode) : 'aborted',
  };
}

/** The type of a message; `unknown` for one that was refused, or has none of the interface's. */
export function messageTypeOf(type: string | undefined): string {
  return type !== undefined && TYPES.has(type) ? type : 'unknown';
}

/** Whether a query asks for the first page of a list, or for a list that has but one. */
export function startsPull(query: unknown): boolean {
  const parameters = query as Readonly<Record<string, unknown>>;
  for (const name in parameters)
    if (name.length === 4 && name.toLowerCase() === 'page') return Number(parameters[name]) === 0;
  return true;
}
