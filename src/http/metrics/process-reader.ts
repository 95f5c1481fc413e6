import { createRequire } from 'node:module';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { ConnectionLimit } from '../load/connection-limit.js';
import { TlsCertificate } from '../tls/tls-certificate.js';
import { Metrics } from './metrics.js';

const { version: VERSION } = createRequire(import.meta.url)('../../../package.json') as {
  readonly version: string;
};

/** Reads how the process stands, for the metrics. */
@Injectable()
export class ProcessReader {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
    private readonly connections: ConnectionLimit,
    private readonly certificate: TlsCertificate,
  ) {}

  /** Sets the metrics of this process. Asks nobody else. */
  async refresh(): Promise<void> {
    const { metrics } = this;
    metrics.replace('crs_build_info', [[{ version: VERSION }, 1]]);
    const active = performance.eventLoopUtilization().active / 1000;
    metrics.replace('crs_event_loop_active_seconds_total', [[{}, active]]);
    this.#setPool();
    this.#setCertificate();
    metrics.replace('crs_connections_dropped_total', [[{}, this.connections.dropped]]);
    const open = await this.connections.open().catch(() => 0);
    metrics.replace('crs_connections', [[{}, open]]);
  }

  #setPool(): void {
    const { totalCount, idleCount, waitingCount, options } = this.database.pool;
    this.metrics.replace('crs_database_pool_connections', [
      [{ state: 'used' }, totalCount - idleCount],
      [{ state: 'idle' }, idleCount],
    ]);
    this.metrics.replace('crs_database_pool_waiting', [[{}, waitingCount]]);
    this.metrics.replace('crs_database_pool_max_connections', [[{}, options.max]]);
  }

  #setCertificate(): void {
    const expires = this.certificate.state()?.notAfter;
    this.metrics.replace(
      'crs_tls_certificate_expiry_timestamp_seconds',
      expires ? [[{}, expires.getTime() / 1000]] : [],
    );
  }
}
