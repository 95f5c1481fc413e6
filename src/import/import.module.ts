import { Module } from '@nestjs/common';
import { HeldLoadService } from './held-load.service.js';
import { HeldLoadStore } from './held-load.store.js';
import { ImportService } from './import.service.js';
import { LoadRecordStore } from './load-record.store.js';
import { LoadStore } from './load.store.js';
import { LoadsController } from './loads.controller.js';
import { LoadsService } from './loads.service.js';
import { PushService } from './push.service.js';

/** Loads of the dealers' data. */
@Module({
  controllers: [LoadsController],
  providers: [
    ImportService,
    PushService,
    LoadsService,
    HeldLoadService,
    LoadStore,
    HeldLoadStore,
    LoadRecordStore,
  ],
  exports: [ImportService, LoadStore],
})
export class ImportModule {}
