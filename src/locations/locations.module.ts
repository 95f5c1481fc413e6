import { Module } from '@nestjs/common';
import { MirrorModule } from '../mirror/mirror.module.js';
import { LocationsController } from './locations.controller.js';
import { LocationsService } from './locations.service.js';

/** The location endpoint. */
@Module({
  imports: [MirrorModule],
  controllers: [LocationsController],
  providers: [LocationsService],
})
export class LocationsModule {}
