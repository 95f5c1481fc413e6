import { Module } from '@nestjs/common';
import { ImportModule } from '../import.module.js';
import { WatchClock } from './watch.clock.js';
import { WatchService } from './watch.service.js';
import { WatchStore } from './watch.store.js';
import { WatchedFolder } from './watched-folder.js';

/** Loads what dealers' systems put into the watched folder. Only a running server does. */
@Module({
  imports: [ImportModule],
  providers: [WatchedFolder, WatchStore, WatchService, WatchClock],
})
export class WatchModule {}
