import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import type { FiveCustomersQuery } from '../http/pull-query.js';
import { PullService } from '../mirror/pull.service.js';

/** Active jobsites, by customer and jobsite id. */
@Injectable()
export class JobsitesService {
  constructor(private readonly pull: PullService) {}

  page(caller: Caller, query: FiveCustomersQuery): Promise<FinishedBody> {
    return this.pull.page(caller, 'jobsites', query, query.customer);
  }
}
