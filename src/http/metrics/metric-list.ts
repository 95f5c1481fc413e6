import { DATABASE_METRICS } from './database-metrics.js';
import { PROCESS_METRICS } from './process-metrics.js';
import { REQUEST_METRICS } from './request-metrics.js';
import { SENDING_METRICS } from './sending-metrics.js';

/** Every metric of this server, by name. */
export const METRICS = {
  ...REQUEST_METRICS,
  ...SENDING_METRICS,
  ...PROCESS_METRICS,
  ...DATABASE_METRICS,
};

type List = typeof METRICS;

/** Names of the metrics of one kind. */
export type MetricName<Kind extends string> = {
  [N in keyof List]: List[N]['kind'] extends Kind ? N : never;
}[keyof List];

/** A metric's labels, each with a value. */
export type LabelsOf<N extends keyof List> = Readonly<Record<List[N]['labels'][number], string>>;
