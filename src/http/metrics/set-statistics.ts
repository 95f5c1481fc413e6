import type { ConnectionState } from '../health/state.store.js';
import { DATABASE_METRICS } from './database-metrics.js';
import type { Metrics } from './metrics.js';
import type { MetricName } from './metric-list.js';
import type { LoadCount, QueueDepth, Statistics } from './statistics.store.js';

/** Sets every metric that the database tells. */
export function setStatistics(metrics: Metrics, statistics: Statistics): void {
  setGenerations(metrics, statistics);
  setLoads(metrics, statistics);
  setQueues(metrics, statistics);
  setConnections(metrics, statistics.connections);
  setWebhooks(metrics, statistics);
  const { pins } = statistics;
  metrics.replace(
    'crs_pull_pins',
    pins.map(({ dealer, pins: count }) => [{ dealer }, count]),
  );
}

/** Takes them all back: what was true some time ago is not told as if it were now. */
export function clearStatistics(metrics: Metrics): void {
  const names = Object.keys(DATABASE_METRICS) as MetricName<'counter' | 'gauge'>[];
  for (const name of names) metrics.replace(name, []);
}

function setGenerations(metrics: Metrics, { loads }: Statistics): void {
  const series = loads.map(({ dealer_code: dealer, resource, ...state }) => ({
    labels: { dealer, resource },
    state,
  }));
  metrics.replace(
    'crs_generation',
    series.map(({ labels, state }) => [labels, Number(state.generation)]),
  );
  metrics.replace(
    'crs_generation_age_seconds',
    series.map(({ labels, state }) => [labels, state.age]),
  );
  metrics.replace(
    'crs_generation_items',
    series.map(({ labels, state }) => [labels, Number(state.item_count)]),
  );
}

function setLoads(metrics: Metrics, { loadCounts, lastLoads, loadRows }: Statistics): void {
  const totals = new Map(loadCounts.map(({ dealer, total }) => [dealer, total]));
  metrics.replace(
    'crs_loads_total',
    [...totals].map(([dealer, total]) => [{ dealer }, total]),
  );
  metrics.replace('crs_loads_held', heldLoads(loadCounts));
  metrics.replace(
    'crs_loads_last_day',
    loadCounts.flatMap(({ dealer, state, day }) =>
      state === null || day === null ? [] : [[{ dealer, state }, day] as const],
    ),
  );
  const last = <T>(of: (load: Statistics['lastLoads'][number]) => T) =>
    lastLoads.map((load) => [{ dealer: load.dealer }, of(load)] as const);
  metrics.replace(
    'crs_last_load_timestamp_seconds',
    last(({ finished }) => finished),
  );
  metrics.replace(
    'crs_last_load_duration_seconds',
    last(({ seconds }) => seconds),
  );
  metrics.replace(
    'crs_last_load_failed',
    last(({ failed }) => (failed ? 1 : 0)),
  );
  metrics.replace(
    'crs_last_load_rows',
    loadRows.flatMap(({ dealer, resource, ...rows }) =>
      Object.entries(rows).map(
        ([outcome, count]) => [{ dealer, resource, outcome }, count] as const,
      ),
    ),
  );
}

function heldLoads(counts: readonly LoadCount[]) {
  const held = new Map(counts.map(({ dealer }) => [dealer, 0]));
  for (const { dealer, state, recent } of counts)
    if (state === 'held') held.set(dealer, recent ?? 0);
  return [...held].map(([dealer, count]) => [{ dealer }, count] as const);
}

function setQueues(metrics: Metrics, { queues, depths }: Statistics): void {
  metrics.replace('crs_queue_messages', depths.flatMap(depthSeries));
  const known = new Map(
    queues.map((queue) => [`${queue.direction} ${queue.dealer_code}`, queue] as const),
  );
  const series = depths.map(({ dealer, direction }) => ({
    labels: { dealer, direction },
    queue: known.get(`${direction} ${dealer}`),
  }));
  metrics.replace(
    'crs_queue_keys_held',
    series.map(({ labels, queue }) => [labels, queue?.held ?? 0]),
  );
  metrics.replace(
    'crs_queue_oldest_age_seconds',
    series.map(({ labels, queue }) => [labels, queue?.age ?? 0]),
  );
}

function depthSeries({ dealer, direction, queued, parked, unmatched }: QueueDepth) {
  const states = { queued, parked, ...(direction === 'in' && { unmatched }) };
  return Object.entries(states).map(
    ([state, count]) => [{ dealer, direction, state }, count] as const,
  );
}

function setConnections(metrics: Metrics, connections: readonly ConnectionState[]): void {
  const known = (of: (one: ConnectionState) => number | undefined) =>
    connections.flatMap((one) => {
      const value = of(one);
      return value === undefined ? [] : [[{ dealer: one.dealer_code }, value] as const];
    });
  metrics.replace(
    'crs_connection_active',
    connections.map(({ dealer_code: dealer, environment, state }) => [
      { dealer, environment },
      state === 'active' ? 1 : 0,
    ]),
  );
  metrics.replace(
    'crs_connection_failures',
    known(({ failures }) => failures),
  );
  metrics.replace(
    'crs_connection_next_attempt_timestamp_seconds',
    known(({ failures, due_time: due }) => (failures > 0 ? due.getTime() / 1000 : undefined)),
  );
  metrics.replace(
    'crs_connection_delivered_timestamp_seconds',
    known(({ delivered_time: time }) => (time ? time.getTime() / 1000 : undefined)),
  );
  metrics.replace(
    'crs_connection_clock_drift_seconds',
    known(({ clock_drift_ms: drift }) => (drift === null ? undefined : drift / 1000)),
  );
}

function setWebhooks(metrics: Metrics, { webhooks }: Statistics): void {
  metrics.replace(
    'crs_webhooks',
    webhooks.flatMap(({ dealer, active, paused }) => [
      [{ dealer, state: 'active' }, active] as const,
      [{ dealer, state: 'paused' }, paused] as const,
    ]),
  );
  metrics.replace(
    'crs_webhook_events_behind',
    webhooks.map(({ dealer, behind }) => [{ dealer }, behind]),
  );
}
