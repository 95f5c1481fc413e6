import {
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import { TakesShare } from '../http/load/share.js';
import { LongWorkInterceptor } from '../http/long-work.interceptor.js';
import type { Page } from '../http/page.js';
import { DealerQuery, PageQuery } from '../http/pull-query.js';
import { QueryPipe } from '../http/query.pipe.js';
import type { LoadDetails, LoadSummary } from './load-record.js';
import type { LoadIssue, LoadReport } from './load-report.js';
import { LoadNumberPipe, PushQuery } from './loads.dto.js';
import {
  DecisionEndpoint,
  ISSUE_PAGE,
  LOAD_DETAILS,
  LOAD_PAGE,
  LOAD_REPORT,
  LoadEndpoint,
  LoadPath,
  PUSH_STATUS,
  PushEndpoint,
} from './loads.openapi.js';
import { LoadsService } from './loads.service.js';
import { PushService } from './push.service.js';

/** Loads, for the dealer's own systems. */
@ApiTags('Loads')
@Controller('dealer/v1/loads')
export class LoadsController {
  constructor(
    private readonly loads: LoadsService,
    private readonly pushes: PushService,
  ) {}

  @Get()
  @LoadEndpoint('Loads', 'The loads of a dealer, the newest first.', LOAD_PAGE)
  list(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: PageQuery,
  ): Promise<Page<LoadSummary>> {
    return this.loads.list(caller, query);
  }

  @Get(':load')
  @LoadPath()
  @LoadEndpoint('One load', 'What became of its rows, and why it is held.', LOAD_DETAILS)
  get(
    @CurrentCaller() caller: Caller,
    @Param('load', LoadNumberPipe) load: number,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<LoadDetails> {
    return this.loads.get(caller, load, dealer);
  }

  @Get(':load/issues')
  @LoadPath()
  @LoadEndpoint('Issues of a load', 'Its rejected rows and its warnings.', ISSUE_PAGE)
  issues(
    @CurrentCaller() caller: Caller,
    @Param('load', LoadNumberPipe) load: number,
    @Query(QueryPipe) query: PageQuery,
  ): Promise<Page<LoadIssue>> {
    return this.loads.issues(caller, load, query);
  }

  @Post(':load/confirm')
  @HttpCode(200)
  @TakesShare('lasting')
  @UseInterceptors(LongWorkInterceptor)
  @LoadPath()
  @DecisionEndpoint(
    'Confirm a held load',
    'Publishes it, against what is published now: the counts are new.',
    LOAD_REPORT,
  )
  confirm(
    @CurrentCaller() caller: Caller,
    @Param('load', LoadNumberPipe) load: number,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<LoadReport> {
    return this.loads.confirm(caller, load, dealer);
  }

  @Post(':load/discard')
  @HttpCode(200)
  @LoadPath()
  @DecisionEndpoint('Discard a held load', 'Nothing of it will be published.', LOAD_DETAILS)
  discard(
    @CurrentCaller() caller: Caller,
    @Param('load', LoadNumberPipe) load: number,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<LoadDetails> {
    return this.loads.discard(caller, load, dealer);
  }

  @Post()
  @TakesShare('lasting')
  @UseInterceptors(LongWorkInterceptor)
  @PushEndpoint()
  async push(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: PushQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LoadReport> {
    const report = await this.pushes.push(caller, query, request.body);
    reply.status(PUSH_STATUS[report.state]);
    return report;
  }
}
