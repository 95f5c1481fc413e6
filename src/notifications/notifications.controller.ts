import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import { BodyPipe } from '../http/body.pipe.js';
import { DealerQuery } from '../http/pull-query.js';
import { QueryPipe } from '../http/query.pipe.js';
import { NotificationBody } from './notifications.dto.js';
import { NotifyEndpoint } from './notifications.openapi.js';
import { NotificationsService, type Wished } from './notifications.service.js';

/** Notifications of CRS by hand, for the dealer's own systems. */
@ApiTags('Notifications')
@Controller('dealer/v1/notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Post()
  @HttpCode(202)
  @NotifyEndpoint()
  notify(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Body(BodyPipe) body: NotificationBody,
  ): Promise<Wished> {
    return this.notifications.request(caller, dealer, body);
  }
}
