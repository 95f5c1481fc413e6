import { Module } from '@nestjs/common';
import { DecisionStore } from './decision.store.js';
import { QueueStore } from './queue.store.js';

/** The queues of messages, in both directions. */
@Module({ providers: [QueueStore, DecisionStore], exports: [QueueStore, DecisionStore] })
export class QueueModule {}
