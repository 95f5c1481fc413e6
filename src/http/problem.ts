import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  ERRORS,
  type AppError,
  type BodyFault,
  type ErrorCode,
  type ParameterFault,
} from '../errors.js';
import { note } from './request-notes.js';

/** A problem body (RFC 9457), with the request's id and a list of faults of parameters or body. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance: string;
  readonly requestId: string;
  readonly parameters?: readonly ParameterFault[];
  readonly faults?: readonly BodyFault[];
}

/** The URI that names a kind of problem. */
export function problemType(code: ErrorCode): string {
  return `urn:crs-dealer-api:problem:${code}`;
}

/** The path of a request, without its query. */
export function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '/';
}

export function problemOf(error: AppError, status: number, request: FastifyRequest): Problem {
  const { title } = ERRORS[error.code];
  return {
    ...error.extensions,
    type: problemType(error.code),
    title,
    status,
    ...(error.message !== title && { detail: error.message }),
    instance: pathOf(request),
    requestId: request.id,
    ...(error.parameters.length > 0 && { parameters: error.parameters }),
    ...(error.faults.length > 0 && { faults: error.faults }),
  };
}

/** @param retryAfter seconds */
export function sendProblem(reply: FastifyReply, problem: Problem, retryAfter?: number): void {
  note(reply.request, { problem });
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  else if (problem.status === 503) reply.header('retry-after', '10');
  else if (problem.status === 429) reply.header('retry-after', '1');
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}
