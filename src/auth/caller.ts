import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Scope } from './scope.js';

/** Who calls, as verified by the bearer guard for this one request. */
export interface Caller {
  readonly clientId: string;
  readonly name: string;
  /** What both the token and the client's registration allow. */
  readonly scopes: ReadonlySet<Scope>;
  /** Codes of the dealers the client may act for, sorted. */
  readonly dealers: readonly string[];
  /** The token's `jti`, if it has one. */
  readonly tokenId?: string | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the bearer guard on every route that is not public. */
    caller?: Caller;
  }
}

/**
 * The caller of a request that passed the bearer guard.
 * @throws Error on a public route: nobody was verified there
 */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error('No caller: the route is public or the guard is not wired');
  return request.caller;
}

/** Parameter decorator: the verified {@link Caller}. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
