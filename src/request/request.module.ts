import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { FilesModule } from '../files/files.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { AnswerService } from './answers/answer.service.js';
import { CallOffClock } from './call-off/call-off.clock.js';
import { CallOffService } from './call-off/call-off.service.js';
import { CallOffStore } from './call-off/call-off.store.js';
import { DealerAnswerService } from './answers/dealer-answer.service.js';
import { DealerOpeningService } from './answers/dealer-opening.service.js';
import { InboundErrorService } from './inbound/inbound-error.service.js';
import { InboundRequestService } from './inbound/inbound-request.service.js';
import { InboundUpdateService } from './inbound/inbound-update.service.js';
import { OpeningService } from './inbound/opening.service.js';
import { RefusalService } from './inbound/refusal.service.js';
import { RequestListStore } from './request-list.store.js';
import { RequestPlacesStore } from './request-places.store.js';
import { RequestStore } from './request.store.js';
import { RequestsController } from './requests.controller.js';
import { RequestsService } from './requests.service.js';

/** Customers' requests. */
@Module({
  imports: [EventsModule, FilesModule, OutboxModule],
  controllers: [RequestsController],
  providers: [
    RequestStore,
    RequestListStore,
    RequestPlacesStore,
    CallOffStore,
    InboundRequestService,
    InboundUpdateService,
    InboundErrorService,
    RefusalService,
    OpeningService,
    AnswerService,
    RequestsService,
    DealerAnswerService,
    DealerOpeningService,
    CallOffService,
    CallOffClock,
  ],
  exports: [InboundRequestService],
})
export class RequestModule {}
