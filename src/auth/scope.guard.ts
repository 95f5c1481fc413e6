import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.js';
import { callerOf } from './caller.js';
import { scopeChallenge } from './challenge.js';
import { PUBLIC } from './public.decorator.js';
import { REQUIRED_SCOPE } from './require-scope.decorator.js';
import type { Scope } from './scope.js';

/** Lets a caller use what its scopes allow (RFC 6750 §3.1). Global, after the bearer guard. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /**
   * @throws AppError `insufficient-scope`, the challenge set on the reply
   * @throws Error when the route says neither `@Public()` nor `@RequireScope()`: forgetting it
   *   must not open the route to every client
   */
  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets)) return true;
    const scope = this.reflector.getAllAndOverride<Scope | undefined>(REQUIRED_SCOPE, targets);
    if (!scope) throw new Error(`${context.getClass().name} requires no scope and is not public`);
    const http = context.switchToHttp();
    if (callerOf(http.getRequest<FastifyRequest>()).scopes.has(scope)) return true;
    http.getResponse<FastifyReply>().header('WWW-Authenticate', scopeChallenge(scope));
    throw new AppError('insufficient-scope', `The scope ${scope} is needed`);
  }
}
