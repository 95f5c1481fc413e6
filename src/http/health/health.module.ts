import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { TlsModule } from '../tls/tls.module.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

/** `/health/live` and `/health/ready`. */
@Module({
  imports: [TlsModule, TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [HealthService],
})
export class HealthModule {}
