import { Module } from '@nestjs/common';
import { ImportModule } from '../import/import.module.js';
import { DemoService } from './demo.service.js';

/** The demo dealer of a first start. */
@Module({ imports: [ImportModule], providers: [DemoService], exports: [DemoService] })
export class DemoModule {}
