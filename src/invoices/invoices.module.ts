import { Module } from '@nestjs/common';
import { MirrorModule } from '../mirror/mirror.module.js';
import { InvoicesController } from './invoices.controller.js';
import { InvoicesService } from './invoices.service.js';

/** The invoice endpoint. */
@Module({
  imports: [MirrorModule],
  controllers: [InvoicesController],
  providers: [InvoicesService],
})
export class InvoicesModule {}
