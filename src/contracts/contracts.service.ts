import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import type { FiveCustomersQuery } from '../http/pull-query.js';
import { PullService } from '../mirror/pull.service.js';

/** Active contracts with their assets, by customer and contract id. */
@Injectable()
export class ContractsService {
  constructor(private readonly pull: PullService) {}

  page(caller: Caller, query: FiveCustomersQuery): Promise<FinishedBody> {
    return this.pull.page(caller, 'contracts', query, query.customer);
  }
}
