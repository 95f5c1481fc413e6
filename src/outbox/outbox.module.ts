import { Module } from '@nestjs/common';
import { QueueModule } from '../queue/queue.module.js';
import { OutboxService } from './outbox.service.js';

/** Messages to CRS. */
@Module({ imports: [QueueModule], providers: [OutboxService], exports: [OutboxService] })
export class OutboxModule {}
