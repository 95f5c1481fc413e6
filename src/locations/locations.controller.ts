import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import { PullEndpoint } from '../http/pull-endpoint.js';
import { PageQuery } from '../http/pull-query.js';
import { QueryPipe } from '../http/query.pipe.js';
import { objectSchema, pageSchema, schema } from '../http/schemas.js';
import { LOCATION_FIELDS } from './location.fields.js';
import { LocationsService } from './locations.service.js';

const PAGE = pageSchema('LocationPage', schema('Location', objectSchema(LOCATION_FIELDS)));

/** § Dealer Location Data */
@ApiTags('Pull')
@Controller('api/v1/location')
export class LocationsController {
  constructor(private readonly locations: LocationsService) {}

  @Get()
  @PullEndpoint('Dealer Location Data', 'The locations of the dealer, by location id.', PAGE)
  list(@CurrentCaller() caller: Caller, @Query(QueryPipe) query: PageQuery): Promise<FinishedBody> {
    return this.locations.page(caller, query);
  }
}
