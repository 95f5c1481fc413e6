import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import { PullEndpoint } from '../http/pull-endpoint.js';
import { OptionalCustomerQuery } from '../http/pull-query.js';
import { QueryPipe } from '../http/query.pipe.js';
import { listSchema, objectSchema, schema } from '../http/schemas.js';
import { CATEGORY_FIELDS } from './catalog.fields.js';
import { CatalogService } from './catalog.service.js';

const CATALOG = listSchema('Catalog', schema('Category', objectSchema(CATEGORY_FIELDS)));

/** § Catalog Data */
@ApiTags('Pull')
@Controller('api/v1/dealer-category')
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  @Get()
  @PullEndpoint(
    'Catalog Data',
    'The whole catalog: with the rates of the customer where there are any, else the book rates.',
    CATALOG,
  )
  list(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: OptionalCustomerQuery,
  ): Promise<FinishedBody> {
    return this.catalog.catalog(caller, query);
  }
}
