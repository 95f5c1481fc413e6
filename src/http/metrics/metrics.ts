import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricDeclaration } from './metric.js';
import { METRICS, type LabelsOf, type MetricName } from './metric-list.js';

/** What a metric is set to, for each of its series. */
export type Series<N extends keyof typeof METRICS> = readonly [LabelsOf<N>, number];

/** The metrics of one app. To count is cheap, and is done whether anybody looks or not. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();

  constructor() {
    for (const [name, declaration] of Object.entries(METRICS)) this.#make(name, declaration);
  }

  /** Counts up. */
  count<N extends MetricName<'counter'>>(name: N, labels: LabelsOf<N>, by = 1): void {
    this.#counters.get(name)?.inc(labels, by);
  }

  /** Takes one value into a histogram, in seconds. */
  observe<N extends MetricName<'histogram'>>(name: N, labels: LabelsOf<N>, seconds: number): void {
    this.#histograms.get(name)?.observe(labels, seconds);
  }

  /** Replaces all series of a metric: what is not named is gone. */
  replace<N extends MetricName<'counter' | 'gauge'>>(name: N, series: Iterable<Series<N>>): void {
    const [counter, gauge] = [this.#counters.get(name), this.#gauges.get(name)];
    counter?.reset();
    gauge?.reset();
    // Without labels it would be 0 now, which says something.
    gauge?.remove({});
    for (const [labels, value] of series) {
      counter?.inc(labels, value);
      gauge?.set(labels, value);
    }
  }

  #make(name: string, { kind, help, labels: labelNames, buckets }: MetricDeclaration): void {
    const given = { name, help, labelNames, registers: [this.registry] };
    if (kind === 'counter') this.#counters.set(name, new Counter(given));
    else if (kind === 'gauge') this.#makeGauge(name, new Gauge(given));
    else
      this.#histograms.set(
        name,
        new Histogram({ ...given, ...(buckets && { buckets: [...buckets] }) }),
      );
  }
  // Not there before it is set.
  #makeGauge(name: string, gauge: Gauge): void {
    gauge.remove({});
    this.#gauges.set(name, gauge);
  }
}
