import { Global, Module } from '@nestjs/common';
import { TlsModule } from '../tls/tls.module.js';
import { DatabaseReader } from './database-reader.js';
import { LoadReader } from './load-reader.js';
import { Metrics } from './metrics.js';
import { MetricsPage } from './metrics-page.js';
import { MetricsServer } from './metrics-server.js';
import { ProcessReader } from './process-reader.js';
import { RequestMeter } from './request-meter.js';

/** Metrics for Prometheus; whoever counts injects {@link Metrics}. */
@Global()
@Module({
  imports: [TlsModule],
  providers: [
    Metrics,
    RequestMeter,
    LoadReader,
    ProcessReader,
    DatabaseReader,
    MetricsPage,
    MetricsServer,
  ],
  exports: [Metrics],
})
export class MetricsModule {}
