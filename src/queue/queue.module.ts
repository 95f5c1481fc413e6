import { Module } from '@nestjs/common';
import { DecisionStore } from './decision.store.js';
import { OutboundQueueStore } from './outbound-queue.store.js';
import { QueueStore } from './queue.store.js';
import { ReportedErrorStore } from './reported-error.store.js';

const STORES = [QueueStore, OutboundQueueStore, DecisionStore, ReportedErrorStore];

/** The queues of messages, in both directions. */
@Module({ providers: STORES, exports: STORES })
export class QueueModule {}
