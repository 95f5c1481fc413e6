import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../../auth/caller.js';
import { BodyPipe } from '../../http/body.pipe.js';
import type { Page } from '../../http/page.js';
import { DealerQuery } from '../../http/pull-query.js';
import { QueryPipe } from '../../http/query.pipe.js';
import type { ChainDetails, ChainSummary } from './chain-view.js';
import { ChainBody, ChainIdPipe, ChainMessageBody, ChainsQuery } from './chains.dto.js';
import {
  BeginEndpoint,
  ChainListEndpoint,
  OneChainEndpoint,
  WriteEndpoint,
} from './chains.openapi.js';
import { ChainsService } from './chains.service.js';

/** The message chains of a dealer and its customers, for the dealer's own systems. */
@ApiTags('Message chains')
@Controller('dealer/v1/chains')
export class ChainsController {
  constructor(private readonly chains: ChainsService) {}

  @Get()
  @ChainListEndpoint()
  list(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: ChainsQuery,
  ): Promise<Page<ChainSummary>> {
    return this.chains.list(caller, query);
  }

  @Get(':id')
  @OneChainEndpoint('One chain', 'With its messages, the oldest first.')
  get(
    @CurrentCaller() caller: Caller,
    @Param('id', ChainIdPipe) id: string,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<ChainDetails> {
    return this.chains.get(caller, id, dealer);
  }

  @Post()
  @BeginEndpoint()
  begin(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Body(BodyPipe) body: ChainBody,
  ): Promise<ChainDetails> {
    return this.chains.begin(caller, dealer, body);
  }

  @Post(':id/messages')
  @WriteEndpoint()
  write(
    @CurrentCaller() caller: Caller,
    @Param('id', ChainIdPipe) id: string,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Body(BodyPipe) body: ChainMessageBody,
  ): Promise<ChainDetails> {
    return this.chains.write(caller, id, dealer, body);
  }
}
