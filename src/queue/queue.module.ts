import { Module } from '@nestjs/common';
import { QueueStore } from './queue.store.js';

/** The queues of messages, in both directions. */
@Module({ providers: [QueueStore], exports: [QueueStore] })
export class QueueModule {}
