import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { resolveDealer } from '../auth/dealer-access.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import type { CustomerQuery } from '../http/pull-query.js';
import { MirrorStore } from '../mirror/mirror.store.js';

/** Tells whether a Dealer Customer Number is valid. */
@Injectable()
export class CustomersService {
  constructor(private readonly mirror: MirrorStore) {}

  /** @throws AppError `customer-not-found` */
  async find(caller: Caller, query: CustomerQuery): Promise<FinishedBody> {
    const dealer = resolveDealer(caller, query.dealer);
    return { dealer, ...(await this.mirror.customer(dealer, query.customer[0] ?? '')) };
  }
}
