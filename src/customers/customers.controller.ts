import { Controller, Get, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import { PullEndpoint } from '../http/pull-endpoint.js';
import { CustomerQuery } from '../http/pull-query.js';
import { QueryPipe } from '../http/query.pipe.js';
import { objectSchema, PROBLEM_CONTENT, schema } from '../http/schemas.js';
import { CUSTOMER_FIELDS } from './customer.fields.js';
import { CustomersService } from './customers.service.js';

const CUSTOMER = schema('CustomerAnswer', {
  type: 'object',
  required: ['customer'],
  properties: { customer: schema('Customer', objectSchema(CUSTOMER_FIELDS)) },
});

/** § Customer Data. Its sample has no path (`/api/v1/?customer=`), so both are served. */
@ApiTags('Pull')
@Controller()
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Get(['api/v1/customer', 'api/v1'])
  @PullEndpoint('Customer Data', 'Validates a Dealer Customer Number.', CUSTOMER)
  @ApiNotFoundResponse({ description: 'The number is not valid', content: PROBLEM_CONTENT })
  find(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: CustomerQuery,
  ): Promise<FinishedBody> {
    return this.customers.find(caller, query);
  }
}
