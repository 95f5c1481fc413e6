import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { resolveDealer } from '../auth/dealer-access.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import type { OptionalCustomerQuery } from '../http/pull-query.js';
import { MirrorStore } from '../mirror/mirror.store.js';

/** The dealer's catalog, with book rates or one customer's rates. */
@Injectable()
export class CatalogService {
  constructor(private readonly mirror: MirrorStore) {}

  async catalog(caller: Caller, query: OptionalCustomerQuery): Promise<FinishedBody> {
    const dealer = resolveDealer(caller, query.dealer);
    return { dealer, ...(await this.mirror.catalog(dealer, query.customer[0] ?? null)) };
  }
}
