import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import { PullEndpoint } from '../http/pull-endpoint.js';
import { QueryPipe } from '../http/query.pipe.js';
import { listSchema, schema } from '../http/schemas.js';
import { CHANGE_TYPES } from '../interface/resource.js';
import { IncrementalQuery } from './incremental-query.js';
import { IncrementalService } from './incremental.service.js';

const CHANGES = listSchema(
  'Changes',
  schema('CustomerChange', {
    type: 'object',
    required: ['customerId', 'types'],
    properties: {
      customerId: {
        type: 'string',
        maxLength: 50,
        description: 'Customer DCN',
        example: '1234567',
      },
      types: {
        type: 'array',
        description: 'What changed for the customer since the date provided',
        items: { type: 'string', enum: [...CHANGE_TYPES] },
      },
    },
  }),
);

/** § Incremental Data Pull */
@ApiTags('Pull')
@Controller('api/v1/incremental')
export class IncrementalController {
  constructor(private readonly incremental: IncrementalService) {}

  @Get()
  @PullEndpoint(
    'Incremental Data Pull',
    'The customers whose data changed since a time, and what kind of data.',
    CHANGES,
  )
  list(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: IncrementalQuery,
  ): Promise<FinishedBody> {
    return this.incremental.changes(caller, query);
  }
}
