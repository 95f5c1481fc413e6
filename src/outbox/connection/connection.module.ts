import { Module } from '@nestjs/common';
import { CLOCK } from '../../auth/clock.js';
import { EventsModule } from '../../events/events.module.js';
import { AddressRules } from '../../outgoing/address-rules.js';
import { OutboxModule } from '../outbox.module.js';
import { CrsAgent } from '../sender/crs-agent.js';
import { CallersConnection } from './callers-connection.js';
import { ConnectionCheck } from './check/connection-check.js';
import { HostCheck } from './check/host-check.js';
import { TokenCheck } from './check/token-check.js';
import { ConnectionController } from './connection.controller.js';
import { ConnectionService } from './connection.service.js';
import { ConnectionStore } from './connection.store.js';

/** Where messages to CRS are sent, and whether that works. */
@Module({
  imports: [EventsModule, OutboxModule],
  controllers: [ConnectionController],
  providers: [
    { provide: CLOCK, useValue: () => Date.now() },
    { provide: AddressRules, inject: [CrsAgent], useFactory: ({ rules }: CrsAgent) => rules },
    {
      provide: HostCheck,
      inject: [AddressRules],
      useFactory: (rules: AddressRules) => new HostCheck(rules),
    },
    ConnectionStore,
    ConnectionService,
    TokenCheck,
    ConnectionCheck,
    CallersConnection,
  ],
})
export class ConnectionModule {}
