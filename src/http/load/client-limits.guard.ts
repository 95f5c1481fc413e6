import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import { AppError } from '../../errors.js';
import { ClientLimit } from './client-limit.js';
import { COUNTS_AS, type Counted } from './client-limit.decorator.js';

/** Seconds. */
const RETRY_AFTER = 1;

/**
 * Keeps one client from taking what others need, on this server: CLIENT_PULLS_* for pages, CLIENT_REQUESTS_*
 * for all else. Global, after the guards that say who calls; what needs no token is not limited here.
 */
@Injectable()
export class ClientLimitsGuard implements CanActivate {
  readonly #pulls: ClientLimit;
  readonly #others: ClientLimit;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly reflector: Reflector,
  ) {
    this.#pulls = new ClientLimit({
      atOnce: config.CLIENT_PULLS_AT_ONCE,
      perSecond: config.CLIENT_PULLS_PER_SECOND,
    });
    this.#others = new ClientLimit({
      atOnce: config.CLIENT_REQUESTS_AT_ONCE,
      perSecond: config.CLIENT_REQUESTS_PER_SECOND,
    });
  }

  /**
   * @throws AppError `too-many-requests`; for a message `overloaded`: the interface names 5xx as what is
   *   sent again after a pause, and does not say what becomes of a message that is answered with 429
   *   (§ Base Messaging Structure, response types)
   */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!caller) return true;
    const counted = this.#countedAs(context);
    const limit = counted === 'pull' ? this.#pulls : this.#others;
    const giveBack = await limit.take(caller.clientId);
    if (!giveBack) throw refusal(counted);
    const { raw } = context.switchToHttp().getResponse<FastifyReply>();
    if (raw.closed) giveBack();
    else raw.once('close', giveBack);
    return true;
  }

  #countedAs(context: ExecutionContext): Counted {
    const targets = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride<Counted | undefined>(COUNTS_AS, targets) ?? 'other';
  }
}

function refusal(counted: Counted): AppError {
  if (counted !== 'message')
    return new AppError('too-many-requests', undefined, { retryAfter: RETRY_AFTER });
  const detail = 'The client sends more at one time than is taken in';
  return new AppError('overloaded', detail, { retryAfter: RETRY_AFTER });
}
