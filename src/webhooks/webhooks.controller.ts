import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import { BodyPipe } from '../http/body.pipe.js';
import type { Page } from '../http/page.js';
import { DealerQuery, PageQuery } from '../http/pull-query.js';
import { QueryPipe } from '../http/query.pipe.js';
import type { DeliveryView, WebhookView, WebhookWithSecret } from './webhook.js';
import { ReplayBody, WebhookBody, WebhookIdPipe, WebhookPatch } from './webhooks.dto.js';
import {
  AddWebhookEndpoint,
  DELIVERY_PAGE,
  OneWebhookEndpoint,
  RemoveWebhookEndpoint,
  WEBHOOK_PAGE,
  WEBHOOK_WITH_SECRET,
  WebhookEndpoint,
} from './webhooks.openapi.js';
import { WebhooksService } from './webhooks.service.js';

/** Where the dealer's own systems have events posted to. */
@ApiTags('Webhooks')
@Controller('dealer/v1/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post()
  @AddWebhookEndpoint()
  add(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Body(BodyPipe) body: WebhookBody,
  ): Promise<WebhookWithSecret> {
    return this.webhooks.add(caller, dealer, body);
  }

  @Get()
  @WebhookEndpoint('Webhooks', 'The webhooks of a dealer, the oldest first.', WEBHOOK_PAGE)
  list(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: PageQuery,
  ): Promise<Page<WebhookView>> {
    return this.webhooks.list(caller, query);
  }

  @Get(':id')
  @OneWebhookEndpoint('One webhook', 'How far it is, and how it fares.')
  get(
    @CurrentCaller() caller: Caller,
    @Param('id', WebhookIdPipe) webhookId: string,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<WebhookView> {
    return this.webhooks.get(caller, { webhookId, dealer });
  }

  @Patch(':id')
  @OneWebhookEndpoint('Change a webhook', 'One that is set active is tried at once.')
  change(
    @CurrentCaller() caller: Caller,
    @Param('id', WebhookIdPipe) webhookId: string,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Body(BodyPipe) patch: WebhookPatch,
  ): Promise<WebhookView> {
    return this.webhooks.change(caller, { webhookId, dealer }, patch);
  }

  @Delete(':id')
  @HttpCode(204)
  @RemoveWebhookEndpoint()
  remove(
    @CurrentCaller() caller: Caller,
    @Param('id', WebhookIdPipe) webhookId: string,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<void> {
    return this.webhooks.remove(caller, { webhookId, dealer });
  }

  @Post(':id/secret')
  @HttpCode(200)
  @OneWebhookEndpoint(
    'Rotate the secret of a webhook',
    'For a day its requests are signed with the secret before as well.',
    WEBHOOK_WITH_SECRET,
  )
  rotate(
    @CurrentCaller() caller: Caller,
    @Param('id', WebhookIdPipe) webhookId: string,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<WebhookWithSecret> {
    return this.webhooks.rotate(caller, { webhookId, dealer });
  }

  @Post(':id/replay')
  @HttpCode(200)
  @OneWebhookEndpoint('Replay events', 'Delivers again, with their ids, what came after an event.')
  replay(
    @CurrentCaller() caller: Caller,
    @Param('id', WebhookIdPipe) webhookId: string,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Body(BodyPipe) { after }: ReplayBody,
  ): Promise<WebhookView> {
    return this.webhooks.replay(caller, { webhookId, dealer }, after);
  }

  @Get(':id/deliveries')
  @OneWebhookEndpoint(
    'Deliveries of a webhook',
    'The attempts of the last 30 days, the newest first.',
    DELIVERY_PAGE,
  )
  deliveries(
    @CurrentCaller() caller: Caller,
    @Param('id', WebhookIdPipe) webhookId: string,
    @Query(QueryPipe) query: PageQuery,
  ): Promise<Page<DeliveryView>> {
    return this.webhooks.deliveries(caller, { webhookId, dealer: query.dealer }, query);
  }
}
