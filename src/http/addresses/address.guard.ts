import {
  Inject,
  Injectable,
  Logger,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ADDRESS_RULE, type AddressRule } from '../../auth/address-rule.decorator.js';
import { REQUIRED_SCOPE } from '../../auth/require-scope.decorator.js';
import { isWithin, readNamedNetworks, type Network } from '../../config/addresses.js';
import { CONFIG, type Config } from '../../config/config.js';
import { GUARDED_BY_ADDRESS } from '../../config/variables.js';
import { AppError } from '../../errors.js';

/**
 * Keeps the routes of a scope, and the token endpoint, to the addresses of ALLOW_FROM. Global, and
 * the first of the guards: who calls from elsewhere learns nothing about the token it holds, and
 * costs no look into the database.
 */
@Injectable()
export class AddressGuard implements CanActivate {
  readonly #logger = new Logger('Addresses');
  readonly #allowed: ReadonlyMap<string, readonly Network[]>;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly reflector: Reflector,
  ) {
    this.#allowed = readNamedNetworks(config.ALLOW_FROM, GUARDED_BY_ADDRESS) ?? new Map();
  }

  /** @throws AppError `address-not-allowed` */
  canActivate(context: ExecutionContext): boolean {
    if (this.#allowed.size === 0) return true;
    const targets = [context.getHandler(), context.getClass()];
    const rule =
      this.reflector.getAllAndOverride<AddressRule | undefined>(ADDRESS_RULE, targets) ??
      this.reflector.getAllAndOverride<AddressRule | undefined>(REQUIRED_SCOPE, targets);
    const networks = rule && this.#allowed.get(rule);
    if (!networks) return true;
    const { address, id: requestId } = context.switchToHttp().getRequest<FastifyRequest>();
    if (isWithin(address, networks)) return true;
    this.#logger.warn({ requestId, address, rule }, 'Refused: the address is not in ALLOW_FROM');
    throw new AppError('address-not-allowed');
  }
}
