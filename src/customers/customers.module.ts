import { Module } from '@nestjs/common';
import { MirrorModule } from '../mirror/mirror.module.js';
import { CustomersController } from './customers.controller.js';
import { CustomersService } from './customers.service.js';

/** The customer endpoint. */
@Module({
  imports: [MirrorModule],
  controllers: [CustomersController],
  providers: [CustomersService],
})
export class CustomersModule {}
