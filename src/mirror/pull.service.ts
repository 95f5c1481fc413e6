import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { resolveDealer } from '../auth/dealer-access.js';
import { DealerService } from '../auth/dealer.service.js';
import { AppError } from '../errors.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import { MirrorStore, type ListResource } from './mirror.store.js';
import { PinStore } from './pin.store.js';

interface ListRequest {
  readonly dealer?: string;
  readonly items?: number;
  readonly page: number;
}

const ENDED =
  'What page 0 of this pull was read from has been replaced since. Begin again with page 0.';

/** Serves pages of the mirror's lists to a caller, within what the caller may see. */
@Injectable()
export class PullService {
  constructor(
    private readonly mirror: MirrorStore,
    private readonly pins: PinStore,
    private readonly dealers: DealerService,
  ) {}

  /**
   * Page 0 pins the generation it was read at, and the pages after it are read there: a pull gets
   * each item of its generation exactly once, whatever is loaded meanwhile.
   * @param customers whose items; `['']` for a list that is not by customer
   * @throws AppError `dealer-required`, `dealer-not-allowed`, `not-loaded`, `pull-ended`
   */
  async page(
    caller: Caller,
    resource: ListResource,
    request: ListRequest,
    customers: readonly string[],
  ): Promise<FinishedBody> {
    const dealer = resolveDealer(caller, request.dealer);
    const items = request.items ?? (await this.dealers.get(dealer)).pageSize;
    const pull = { dealerCode: dealer, clientId: caller.clientId, resource, customers, items };
    const { page } = request;
    const { more, ended, untouched, ...body } = await this.mirror.page(resource, { ...pull, page });
    if (ended) throw new AppError('pull-ended', ENDED);
    if (page === 0 && more) await this.pins.pin(pull, body.generation);
    else if (untouched) await this.pins.touch(pull);
    return { dealer, pageSize: items, ...body };
  }
}
