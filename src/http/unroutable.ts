import { Logger } from '@nestjs/common';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.js';
import { addressOf } from './addresses/client-address.js';
import { requestLine } from './logger.module.js';
import { problemOf, sendProblem } from './problem.js';
import { DATA_HEADERS } from './security-headers.js';

/**
 * Answers what Fastify can find no route for, such as a path that is wrongly encoded, like any other
 * fault: by itself it would tell of its own inside. No hook has seen such a request, nor will one log it.
 */
export function answerUnroutable(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.headers({ 'x-request-id': request.id, 'cache-control': 'no-store', ...DATA_HEADERS });
  const problem = new AppError('invalid-request', 'The path of the URL is not valid');
  sendProblem(reply, problemOf(problem, error.statusCode ?? 400, request));
  const line = { ...requestLine(request, reply), address: addressOf(request) };
  new Logger('Request').log(line, `${line.method} ${line.endpoint} ${line.status}`);
}
