import { Module } from '@nestjs/common';
import { MirrorModule } from '../mirror/mirror.module.js';
import { CatalogController } from './catalog.controller.js';
import { CatalogService } from './catalog.service.js';

/** The dealer-category endpoint. */
@Module({
  imports: [MirrorModule],
  controllers: [CatalogController],
  providers: [CatalogService],
})
export class CatalogModule {}
