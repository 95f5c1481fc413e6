import { Module } from '@nestjs/common';
import { HistoryClock } from './history.clock.js';
import { ReturnDateClock } from './return-date.clock.js';

/** What the mirror does with time. Only a running server needs it, not the command line. */
@Module({ providers: [HistoryClock, ReturnDateClock], exports: [HistoryClock, ReturnDateClock] })
export class MirrorClocksModule {}
