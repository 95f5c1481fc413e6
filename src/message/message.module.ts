import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { FilesModule } from '../files/files.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { RequestModule } from '../request/request.module.js';
import { ChainsModule } from './chains/chains.module.js';
import { CustomerMatchStore } from './customer-match.store.js';
import { InboundService } from './inbound.service.js';
import { InboundWorker } from './inbound.worker.js';
import { BodyRoom } from './intake/body-room.js';
import { DealerBatches } from './intake/dealer-batches.js';
import { IntakeService } from './intake/intake.service.js';
import { IntakeStore } from './intake/intake.store.js';
import { MessageSignal } from './message-signal.js';
import { MessageController } from './message.controller.js';
import { MessageDecisionService } from './messages/message-decision.service.js';
import { MessageRecordStore } from './messages/message-record.store.js';
import { MessagesController } from './messages/messages.controller.js';
import { MessagesService } from './messages/messages.service.js';
import { NotificationHandler } from './notification.handler.js';

/** Messages from CRS: taking them in, handling them, and looking after them. */
@Module({
  imports: [EventsModule, FilesModule, OutboxModule, QueueModule, RequestModule, ChainsModule],
  controllers: [MessageController, MessagesController],
  providers: [
    MessageSignal,
    IntakeService,
    BodyRoom,
    DealerBatches,
    IntakeStore,
    InboundWorker,
    InboundService,
    CustomerMatchStore,
    NotificationHandler,
    MessagesService,
    MessageRecordStore,
    MessageDecisionService,
  ],
})
export class MessageModule {}
