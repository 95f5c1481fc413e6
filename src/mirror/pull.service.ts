import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { resolveDealer } from '../auth/dealer-access.js';
import { DealerService } from '../auth/dealer.service.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import { MirrorStore, type ListResource } from './mirror.store.js';

interface ListRequest {
  readonly dealer?: string;
  readonly items?: number;
  readonly page: number;
}

/** Serves pages of the mirror's lists to a caller, within what the caller may see. */
@Injectable()
export class PullService {
  constructor(
    private readonly mirror: MirrorStore,
    private readonly dealers: DealerService,
  ) {}

  /**
   * @param customers whose items; `['']` for a list that is not by customer
   * @throws AppError `dealer-required`, `dealer-not-allowed`, `not-loaded`
   */
  async page(
    caller: Caller,
    resource: ListResource,
    request: ListRequest,
    customers: readonly string[],
  ): Promise<FinishedBody> {
    const dealer = resolveDealer(caller, request.dealer);
    const items = request.items ?? (await this.dealers.get(dealer)).pageSize;
    const { page } = request;
    return {
      dealer,
      ...(await this.mirror.page(resource, { dealerCode: dealer, customers, page, items })),
    };
  }
}
