import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { tokenErrorReply } from './token-error.js';

/** Path of the token endpoint. */
export const TOKEN_PATH = '/oauth/token';

/**
 * Answers every error of the token endpoint as RFC 6749 §5.2 wants it, never with a problem body:
 * as a filter those of the handler, as the route's error handler those that Fastify meets before it
 * (a body that cannot be read), which would go to the global filters.
 */
@Catch()
export class TokenErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(TokenErrorFilter.name);

  constructor(private readonly host: HttpAdapterHost) {}

  /** Puts itself on the route as its error handler. To be called before routes are registered. */
  register(): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    fastify.addHook('onRoute', (route) => {
      if (route.url !== TOKEN_PATH) return;
      route.errorHandler = (error, _request, reply) => this.send(error, reply);
    });
  }

  catch(error: unknown, host: ArgumentsHost): void {
    this.send(error, host.switchToHttp().getResponse<FastifyReply>());
  }

  private send(error: unknown, reply: FastifyReply): void {
    const { status, headers, body } = tokenErrorReply(error);
    reply.request.notes = { ...reply.request.notes, tokenError: body.error };
    if (status === 500) this.logger.error(error);
    if (status === 503) this.logger.warn(`No token could be made: ${String(error)}`);
    void reply.status(status).headers(headers).send(body);
  }
}
