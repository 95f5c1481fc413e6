import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, type AppError, type ErrorCode, type ParameterFault } from '../errors.js';

/** A problem body (RFC 9457), with the request's id and, for parameters, a list of faults. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance: string;
  readonly requestId: string;
  readonly parameters?: readonly ParameterFault[];
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
    type: problemType(error.code),
    title,
    status,
    ...(error.message !== title && { detail: error.message }),
    instance: pathOf(request),
    requestId: request.id,
    ...(error.parameters.length > 0 && { parameters: error.parameters }),
  };
}

/** @param retryAfter seconds */
export function sendProblem(reply: FastifyReply, problem: Problem, retryAfter?: number): void {
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  else if (problem.status === 503) reply.header('retry-after', '10');
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}
