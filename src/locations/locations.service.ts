import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import type { PageQuery } from '../http/pull-query.js';
import { PullService } from '../mirror/pull.service.js';

/** The dealer's locations, by location id. */
@Injectable()
export class LocationsService {
  constructor(private readonly pull: PullService) {}

  page(caller: Caller, query: PageQuery): Promise<FinishedBody> {
    return this.pull.page(caller, 'locations', query, ['']);
  }
}
