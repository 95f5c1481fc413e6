import { Module } from '@nestjs/common';
import { CLOCK } from '../auth/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { EventsModule } from '../events/events.module.js';
import { AddressRules } from '../outgoing/address-rules.js';
import { DeliveryLogClock } from './delivery-log.clock.js';
import { DeliveryService } from './delivery.service.js';
import { DeliveryStore } from './delivery.store.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhookSettings } from './webhook-settings.js';
import { WebhookStore } from './webhook.store.js';
import { WebhookWorker } from './webhook.worker.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** Posts events to the dealers' own systems. */
@Module({
  imports: [EventsModule],
  controllers: [WebhooksController],
  providers: [
    { provide: CLOCK, useValue: () => Date.now() },
    {
      provide: AddressRules,
      inject: [CONFIG],
      useFactory: (config: Config) => new AddressRules(config.WEBHOOK_ALLOW_PRIVATE === 'on'),
    },
    {
      provide: WebhookSender,
      inject: [AddressRules],
      useFactory: (rules: AddressRules) => new WebhookSender(rules),
    },
    WebhookStore,
    WebhookSecrets,
    WebhookSettings,
    WebhooksService,
    DeliveryStore,
    DeliveryService,
    WebhookWorker,
    DeliveryLogClock,
  ],
})
export class WebhooksModule {}
