import { Module } from '@nestjs/common';
import { EventFeedService } from './event-feed.service.js';
import { EventSignal } from './event-signal.js';
import { EventTransaction } from './event-transaction.js';
import { EventWatch } from './event-watch.js';
import { EventStore } from './event.store.js';
import { EventsController } from './events.controller.js';

/** The feed of what happened. */
@Module({
  controllers: [EventsController],
  providers: [EventStore, EventSignal, EventTransaction, EventWatch, EventFeedService],
  exports: [EventStore, EventSignal, EventTransaction],
})
export class EventsModule {}
