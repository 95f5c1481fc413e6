import { Module } from '@nestjs/common';
import { MirrorModule } from '../mirror/mirror.module.js';
import { ContractsController } from './contracts.controller.js';
import { ContractsService } from './contracts.service.js';

/** The contract endpoint. */
@Module({
  imports: [MirrorModule],
  controllers: [ContractsController],
  providers: [ContractsService],
})
export class ContractsModule {}
