import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import { PullEndpoint } from '../http/pull-endpoint.js';
import { OneCustomerQuery } from '../http/pull-query.js';
import { QueryPipe } from '../http/query.pipe.js';
import { objectSchema, pageSchema, schema } from '../http/schemas.js';
import { INVOICE_FIELDS } from './invoice.fields.js';
import { InvoicesService } from './invoices.service.js';

const PAGE = pageSchema('InvoicePage', schema('Invoice', objectSchema(INVOICE_FIELDS)));

/** § Invoice Data */
@ApiTags('Pull')
@Controller('api/v1/invoice')
export class InvoicesController {
  constructor(private readonly invoices: InvoicesService) {}

  @Get()
  @PullEndpoint('Invoice Data', 'The invoices of one customer, newest first.', PAGE)
  list(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: OneCustomerQuery,
  ): Promise<FinishedBody> {
    return this.invoices.page(caller, query);
  }
}
