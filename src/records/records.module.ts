import { Module } from '@nestjs/common';
import { AnswerHook } from './answer.hook.js';
import { PullRecordStore } from './pull-record.store.js';
import { RecordClock } from './record.clock.js';
import { RecordRetentionStore } from './record-retention.store.js';
import { Recorder } from './recorder.js';
import { SubmissionRecordStore } from './submission-record.store.js';

/** What CRS asked for and sent, and how it was answered. */
@Module({
  providers: [
    AnswerHook,
    Recorder,
    PullRecordStore,
    SubmissionRecordStore,
    RecordClock,
    RecordRetentionStore,
  ],
  exports: [Recorder, RecordClock],
})
export class RecordsModule {}
