import { Module } from '@nestjs/common';
import { MirrorModule } from '../mirror/mirror.module.js';
import { IncrementalController } from './incremental.controller.js';
import { IncrementalService } from './incremental.service.js';

/** The incremental endpoint. */
@Module({
  imports: [MirrorModule],
  controllers: [IncrementalController],
  providers: [IncrementalService],
})
export class IncrementalModule {}
