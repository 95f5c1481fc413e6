import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable } from '../database/unavailable.js';
import { AppError, type ErrorKind } from '../errors.js';
import { pathOf, problemOf, sendProblem } from './problem.js';

const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  // What the interface asks for a message that cannot be taken (§ Message Data).
  unacceptable: 402,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-many': 429,
  unavailable: 503,
  internal: 500,
};

/** Turns every error into a problem body (RFC 9457). The only place that knows statuses. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const ready = terminusBody(error);
    if (ready) void reply.status(503).header('retry-after', '5').send(ready);
    else this.#send(error, request, reply);
  }

  #send(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const known = toAppError(error);
    if (known) {
      const status = STATUS[known.kind];
      if (status >= 500) this.#log(known, request);
      sendProblem(reply, problemOf(known, status, request), known.retryAfter);
      return;
    }
    const status = clientStatus(error);
    if (status === undefined) this.#log(error, request);
    const unknown = new AppError(status === undefined ? 'internal' : 'invalid-request');
    sendProblem(reply, problemOf(unknown, status ?? 500, request));
  }

  #log(error: unknown, request: FastifyRequest): void {
    const cause = error instanceof AppError && error.cause ? error.cause : error;
    // Not the query: it may hold secrets.
    const what = `${request.method} ${pathOf(request)}`;
    this.#logger.error({ err: cause, requestId: request.id }, what);
  }
}

const DATABASE_RETRY_AFTER = 10;

function toAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (isUnavailable(error))
    return new AppError('database-unavailable', undefined, {
      cause: error,
      retryAfter: DATABASE_RETRY_AFTER,
    });
  if (error instanceof HttpException && error.getStatus() === 404) return new AppError('not-found');
  return undefined;
}

/** The 4xx of an error of the framework itself: a body it cannot read, a header too long. */
function clientStatus(error: unknown): number | undefined {
  const status =
    error instanceof HttpException
      ? error.getStatus()
      : (error as { statusCode?: unknown } | null | undefined)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

// The readiness answer has a form of its own, which monitors know.
function terminusBody(error: unknown): object | undefined {
  const body = error instanceof HttpException ? error.getResponse() : undefined;
  return typeof body === 'object' && 'details' in body && 'status' in body ? body : undefined;
}
