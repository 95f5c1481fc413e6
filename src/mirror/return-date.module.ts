import { Module } from '@nestjs/common';
import { ReturnDateClock } from './return-date.clock.js';

/** Lets contracts end with time. Only a running server needs it, not the command line. */
@Module({ providers: [ReturnDateClock], exports: [ReturnDateClock] })
export class ReturnDateModule {}
