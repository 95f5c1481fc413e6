import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { collectDefaultMetrics } from 'prom-client';
import { DatabaseReader } from './database-reader.js';
import { LoadReader } from './load-reader.js';
import { Metrics } from './metrics.js';
import { ProcessReader } from './process-reader.js';

/** Gauges that are named like counters, and told by type under other names. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** The text that Prometheus reads. */
@Injectable()
export class MetricsPage {
  constructor(
    @Inject(CONFIG) { METRICS_PORT: port }: Pick<Config, 'METRICS_PORT'>,
    private readonly metrics: Metrics,
    private readonly process: ProcessReader,
    private readonly load: LoadReader,
    private readonly database: DatabaseReader,
  ) {
    // Node's own: processor, memory, event loop, garbage collection.
    if (port === 'off') return;
    collectDefaultMetrics({ register: metrics.registry });
    for (const name of MISNAMED) metrics.registry.removeSingleMetric(name);
  }

  get contentType(): string {
    return this.metrics.registry.contentType;
  }

  /** Takes two seconds at most, whatever the database does. */
  async text(): Promise<string> {
    this.load.refresh();
    await Promise.all([this.process.refresh(), this.database.refresh()]);
    return this.metrics.registry.metrics();
  }
}
