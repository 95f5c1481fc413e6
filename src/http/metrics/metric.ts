/** A metric as it is declared: what Prometheus is told of it, and what its page in the guide says. */
export interface MetricDeclaration {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** One sentence without a full stop, shown with the metric itself. */
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds, of a histogram. */
  readonly buckets?: readonly number[];
}

/** Declares metrics by their names, and keeps what their labels are called. */
export function declareMetrics<const T extends Readonly<Record<string, MetricDeclaration>>>(
  metrics: T,
): T {
  return metrics;
}
