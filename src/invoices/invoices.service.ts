import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import type { OneCustomerQuery } from '../http/pull-query.js';
import { PullService } from '../mirror/pull.service.js';

/** A customer's invoices, newest first. */
@Injectable()
export class InvoicesService {
  constructor(private readonly pull: PullService) {}

  page(caller: Caller, query: OneCustomerQuery): Promise<FinishedBody> {
    return this.pull.page(caller, 'invoices', query, query.customer);
  }
}
