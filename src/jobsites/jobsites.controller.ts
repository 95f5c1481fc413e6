import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import { PullEndpoint } from '../http/pull-endpoint.js';
import { FiveCustomersQuery } from '../http/pull-query.js';
import { QueryPipe } from '../http/query.pipe.js';
import { objectSchema, pageSchema, schema } from '../http/schemas.js';
import { JOBSITE_FIELDS } from './jobsite.fields.js';
import { JobsitesService } from './jobsites.service.js';

const PAGE = pageSchema('JobsitePage', schema('Jobsite', objectSchema(JOBSITE_FIELDS)));

/** § Jobsite Data */
@ApiTags('Pull')
@Controller('api/v1/jobsite')
export class JobsitesController {
  constructor(private readonly jobsites: JobsitesService) {}

  @Get()
  @PullEndpoint(
    'Jobsite Data',
    'Active jobsites of up to five customers, by customer and jobsite id.',
    PAGE,
  )
  list(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: FiveCustomersQuery,
  ): Promise<FinishedBody> {
    return this.jobsites.page(caller, query);
  }
}
