import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { ChangeNotifier } from './change-notifier.service.js';
import { ChangeClock } from './change.clock.js';
import { ChangeStore } from './change.store.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsService } from './notifications.service.js';

/** Tells CRS that a customer's data changed. */
@Module({
  imports: [EventsModule, OutboxModule],
  controllers: [NotificationsController],
  providers: [ChangeStore, ChangeNotifier, ChangeClock, NotificationsService],
})
export class NotificationsModule {}
