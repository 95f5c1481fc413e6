import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import { TakesShare } from '../http/load/share.js';
import { QueryPipe } from '../http/query.pipe.js';
import { ClientGone } from './client-gone.js';
import { EventFeedService, type FeedPart } from './event-feed.service.js';
import { EventsQuery } from './events.dto.js';
import { EventFeedEndpoint } from './events.openapi.js';

/** What happened, for the dealer's own systems. */
@ApiTags('Events')
@Controller('dealer/v1/events')
export class EventsController {
  constructor(private readonly feed: EventFeedService) {}

  @Get()
  @TakesShare('lasting')
  @EventFeedEndpoint()
  read(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: EventsQuery,
    @ClientGone() gone: AbortSignal,
  ): Promise<FeedPart> {
    return this.feed.read(caller, query, gone);
  }
}
