import { Module } from '@nestjs/common';
import { EventStore } from './event.store.js';

/** The feed of what happened. */
@Module({ providers: [EventStore], exports: [EventStore] })
export class EventsModule {}
