import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import { PullEndpoint } from '../http/pull-endpoint.js';
import { FiveCustomersQuery } from '../http/pull-query.js';
import { QueryPipe } from '../http/query.pipe.js';
import { objectSchema, pageSchema, schema } from '../http/schemas.js';
import { CONTRACT_FIELDS } from './contract.fields.js';
import { ContractsService } from './contracts.service.js';

const PAGE = pageSchema('ContractPage', schema('Contract', objectSchema(CONTRACT_FIELDS)));

/** § Contract/Asset Data */
@ApiTags('Pull')
@Controller('api/v1/contract')
export class ContractsController {
  constructor(private readonly contracts: ContractsService) {}

  @Get()
  @PullEndpoint(
    'Contract/Asset Data',
    'Active contracts of up to five customers, with their assets, by customer and contract id.',
    PAGE,
  )
  list(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: FiveCustomersQuery,
  ): Promise<FinishedBody> {
    return this.contracts.page(caller, query);
  }
}
