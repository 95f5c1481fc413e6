import { Module } from '@nestjs/common';
import { EventsModule } from '../../events/events.module.js';
import { OutboxModule } from '../../outbox/outbox.module.js';
import { ChainFinder } from './chain-finder.js';
import { ChainListStore } from './chain-list.store.js';
import { ChainWritingService } from './chain-writing.service.js';
import { ChainStore } from './chain.store.js';
import { ChainsController } from './chains.controller.js';
import { ChainsService } from './chains.service.js';
import { InboundChainService } from './inbound-chain.service.js';

/** The message chains of dealers and their customers. */
@Module({
  imports: [EventsModule, OutboxModule],
  controllers: [ChainsController],
  providers: [
    ChainStore,
    ChainListStore,
    ChainFinder,
    ChainWritingService,
    ChainsService,
    InboundChainService,
  ],
  exports: [InboundChainService],
})
export class ChainsModule {}
