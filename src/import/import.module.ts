import { Module } from '@nestjs/common';
import { HeldLoadService } from './held-load.service.js';
import { HeldLoadStore } from './held-load.store.js';
import { ImportService } from './import.service.js';
import { LoadLeaseStore } from './load-lease.store.js';
import { LoadRecordStore } from './load-record.store.js';
import { LoadStore } from './load.store.js';
import { LoadsController } from './loads.controller.js';
import { LoadsService } from './loads.service.js';
import { Preparation } from './preparation/preparation.js';
import { PushService } from './push.service.js';

/** Loads of the dealers' data. */
@Module({
  controllers: [LoadsController],
  providers: [
    ImportService,
    PushService,
    Preparation,
    LoadsService,
    HeldLoadService,
    LoadStore,
    LoadLeaseStore,
    HeldLoadStore,
    LoadRecordStore,
  ],
  exports: [ImportService, LoadStore],
})
export class ImportModule {}
