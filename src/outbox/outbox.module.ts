import { Module } from '@nestjs/common';
import { CLOCK } from '../auth/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { EventsModule } from '../events/events.module.js';
import { FilesModule } from '../files/files.module.js';
import { AddressRules } from '../outgoing/address-rules.js';
import { QueueModule } from '../queue/queue.module.js';
import { ConnectionSecrets } from './connection/connection-secrets.js';
import { OutboxService } from './outbox.service.js';
import { CrsAgent } from './sender/crs-agent.js';
import { CrsClient } from './sender/crs-client.js';
import { ExchangeService } from './sender/exchange.service.js';
import { OutboundBody } from './sender/outbound-body.js';
import { SenderService } from './sender/sender.service.js';
import { SenderStore } from './sender/sender.store.js';
import { SenderWorker } from './sender/sender.worker.js';
import { SendingMeter } from './sender/sending-meter.js';
import { TokenClient } from './sender/token-client.js';
import { TokenService } from './sender/token.service.js';
import { TokenStore } from './sender/token.store.js';

/** Messages to CRS: queued with what they tell, and sent. */
@Module({
  imports: [EventsModule, FilesModule, QueueModule],
  providers: [
    OutboxService,
    { provide: CLOCK, useValue: () => Date.now() },
    {
      provide: CrsAgent,
      inject: [CONFIG],
      useFactory: (config: Config) =>
        new CrsAgent(new AddressRules(config.CRS_ALLOW_PRIVATE === 'on')),
    },
    ConnectionSecrets,
    CrsClient,
    TokenClient,
    TokenStore,
    TokenService,
    OutboundBody,
    ExchangeService,
    SendingMeter,
    SenderStore,
    SenderService,
    SenderWorker,
  ],
  exports: [OutboxService, ConnectionSecrets, CrsAgent, TokenClient],
})
export class OutboxModule {}
