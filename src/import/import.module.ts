import { Module } from '@nestjs/common';
import { ImportService } from './import.service.js';
import { LoadStore } from './load.store.js';

/** Loads of the dealers' data. */
@Module({ providers: [ImportService, LoadStore], exports: [ImportService, LoadStore] })
export class ImportModule {}
