import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../../auth/caller.js';
import { BodyPipe } from '../../http/body.pipe.js';
import type { Page } from '../../http/page.js';
import { DealerQuery, PageQuery } from '../../http/pull-query.js';
import { QueryPipe } from '../../http/query.pipe.js';
import type { MessageDetails, MessageSummary } from './message-summary.js';
import {
  DropBody,
  MatchBody,
  MessageIdPipe,
  MessagesQuery,
  type MessageId,
} from './messages.dto.js';
import {
  MESSAGE_PAGE,
  MessageDecisionEndpoint,
  MessageEndpoint,
  OneMessageEndpoint,
} from './messages.openapi.js';
import { MessagesService } from './messages.service.js';

/** The messages between CRS and a dealer, for the dealer's own systems. */
@ApiTags('Messages')
@Controller('dealer/v1/messages')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Get()
  @MessageEndpoint('Messages', 'The messages of a dealer, the newest first.', MESSAGE_PAGE)
  list(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: MessagesQuery,
  ): Promise<Page<MessageSummary>> {
    return this.messages.list(caller, query);
  }

  @Get('unmatched')
  @MessageEndpoint(
    'Messages without a known customer',
    'Messages from CRS that wait until their customer is known, the newest first.',
    MESSAGE_PAGE,
  )
  unmatched(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: PageQuery,
  ): Promise<Page<MessageSummary>> {
    return this.messages.unmatched(caller, query);
  }

  @Get(':id')
  @OneMessageEndpoint('One message', 'All that is kept of it.')
  get(
    @CurrentCaller() caller: Caller,
    @Param('id', MessageIdPipe) id: MessageId,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<MessageDetails> {
    return this.messages.get(caller, { id, dealer });
  }

  @Post(':id/replay')
  @HttpCode(200)
  @MessageDecisionEndpoint('Replay a message', 'Tries one again that is parked or unmatched.')
  replay(
    @CurrentCaller() caller: Caller,
    @Param('id', MessageIdPipe) id: MessageId,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<MessageDetails> {
    return this.messages.replay(caller, { id, dealer });
  }

  @Post(':id/drop')
  @HttpCode(200)
  @MessageDecisionEndpoint(
    'Drop a message',
    'Gives up one that is not handled or delivered yet; the next of its key has its turn.',
  )
  drop(
    @CurrentCaller() caller: Caller,
    @Param('id', MessageIdPipe) id: MessageId,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Body(BodyPipe) { reason }: DropBody,
  ): Promise<MessageDetails> {
    return this.messages.drop(caller, { id, dealer }, reason);
  }

  @Post(':id/match')
  @HttpCode(200)
  @MessageDecisionEndpoint(
    'Match a message with a customer',
    'Handles one whose customer was not known, as soon as the customer is.',
  )
  match(
    @CurrentCaller() caller: Caller,
    @Param('id', MessageIdPipe) id: MessageId,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Body(BodyPipe) { customerNumber }: MatchBody,
  ): Promise<MessageDetails> {
    return this.messages.match(caller, { id, dealer }, customerNumber);
  }
}
