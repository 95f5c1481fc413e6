import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyReply } from 'fastify';
import { AppError } from '../errors.js';
import { BearerStrategy } from './bearer.strategy.js';
import { tokenChallenge } from './challenge.js';
import { PUBLIC } from './public.decorator.js';

/**
 * Lets in who has a valid access token, and puts the caller on the request. Global; routes opt out
 * with `@Public()`. The challenge of RFC 6750 §3 is set on the reply before the error is thrown.
 */
@Injectable()
export class BearerGuard extends AuthGuard() {
  constructor(
    strategy: BearerStrategy,
    private readonly reflector: Reflector,
  ) {
    super({ defaultStrategy: strategy.registeredAs, property: 'caller' });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, targets)) return true;
    return (await super.canActivate(context)) as boolean;
  }

  /**
   * @param challenge made by the strategy; missing when the header is not `Bearer <token>`
   * @throws AppError `not-authenticated`
   * @throws error of the verification itself: that the database is down is no fault of the token
   */
  override handleRequest<T>(
    error: unknown,
    caller: T | false,
    challenge: string | undefined,
    context: ExecutionContext,
  ): T {
    if (error) throw error;
    if (caller) return caller;
    const header = challenge ?? tokenChallenge('The Authorization header is malformed');
    context.switchToHttp().getResponse<FastifyReply>().header('WWW-Authenticate', header);
    const description = /error_description="([^"]*)"/.exec(header)?.[1];
    throw new AppError('not-authenticated', description);
  }
}
