import { Module } from '@nestjs/common';
import { MirrorModule } from '../mirror/mirror.module.js';
import { JobsitesController } from './jobsites.controller.js';
import { JobsitesService } from './jobsites.service.js';

/** The jobsite endpoint. */
@Module({
  imports: [MirrorModule],
  controllers: [JobsitesController],
  providers: [JobsitesService],
})
export class JobsitesModule {}
