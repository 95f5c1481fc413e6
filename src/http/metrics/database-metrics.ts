import { declareMetrics } from './metric.js';

/**
 * What the database says, alike on every server that uses it: look at the maximum of them, not at the
 * sum.
 */
export const DATABASE_METRICS = declareMetrics({
  crs_database_up: {
    kind: 'gauge',
    help: 'Whether the database answers, within two seconds',
    labels: [],
  },
  crs_database_read: {
    kind: 'gauge',
    help: 'Whether all that follows was read within two seconds; if not it is not there',
    labels: [],
  },
  crs_database_read_duration_seconds: {
    kind: 'gauge',
    help: 'How long reading these metrics took',
    labels: [],
  },
  crs_replica_used: {
    kind: 'gauge',
    help: 'Whether this server reads pages from DATABASE_READ_URL; not there without one',
    labels: [],
  },
  crs_replica_behind_bytes: {
    kind: 'gauge',
    help: "Bytes of the primary's log that the replica has not replayed yet",
    labels: [],
  },
  crs_generation: {
    kind: 'gauge',
    help: 'Generation that the last load of a resource published',
    labels: ['dealer', 'resource'],
  },
  crs_generation_age_seconds: {
    kind: 'gauge',
    help: 'Time since a resource was loaded last',
    labels: ['dealer', 'resource'],
  },
  crs_generation_items: {
    kind: 'gauge',
    help: 'Items of a resource',
    labels: ['dealer', 'resource'],
  },
  crs_loads_total: {
    kind: 'counter',
    help: 'Loads that were begun, dry runs too',
    labels: ['dealer'],
  },
  crs_loads_last_day: {
    kind: 'gauge',
    help: 'Loads of the last 24 hours by what became of them, among the last 100',
    labels: ['dealer', 'state'],
  },
  crs_loads_held: {
    kind: 'gauge',
    help: 'Loads that wait for somebody to confirm or discard them',
    labels: ['dealer'],
  },
  crs_last_load_timestamp_seconds: {
    kind: 'gauge',
    help: 'When the last load ended that was no dry run',
    labels: ['dealer'],
  },
  crs_last_load_duration_seconds: {
    kind: 'gauge',
    help: 'How long it took',
    labels: ['dealer'],
  },
  crs_last_load_failed: {
    kind: 'gauge',
    help: 'Whether it failed',
    labels: ['dealer'],
  },
  crs_last_load_rows: {
    kind: 'gauge',
    help: 'Rows of the last load of a resource: "read", "added", "changed", "removed", "rejected"; "warnings" are remarks on rows that were taken',
    labels: ['dealer', 'resource', 'outcome'],
  },
  crs_queue_messages: {
    kind: 'gauge',
    help: 'Messages from CRS ("in") and to CRS ("out") that wait for their turn ("queued") or for somebody ("parked", "unmatched"); counted up to 10,000',
    labels: ['dealer', 'direction', 'state'],
  },
  crs_queue_keys_held: {
    kind: 'gauge',
    help: 'Requests, chains and customers whose messages wait for somebody',
    labels: ['dealer', 'direction'],
  },
  crs_queue_oldest_age_seconds: {
    kind: 'gauge',
    help: 'Age of the oldest message that waits for its turn; 0 when none does',
    labels: ['dealer', 'direction'],
  },
  crs_connection_active: {
    kind: 'gauge',
    help: "Whether a dealer's connection with CRS is active; 0 when somebody paused it",
    labels: ['dealer', 'environment'],
  },
  crs_connection_failures: {
    kind: 'gauge',
    help: 'Attempts to send to CRS that failed one after the other; 0 when the last one did not',
    labels: ['dealer'],
  },
  crs_connection_next_attempt_timestamp_seconds: {
    kind: 'gauge',
    help: 'When it is tried again; only while it fails',
    labels: ['dealer'],
  },
  crs_connection_delivered_timestamp_seconds: {
    kind: 'gauge',
    help: 'When CRS took a message last',
    labels: ['dealer'],
  },
  crs_connection_clock_drift_seconds: {
    kind: 'gauge',
    help: "How far CRS's clock is ahead of this server's",
    labels: ['dealer'],
  },
  crs_webhooks: {
    kind: 'gauge',
    help: 'Webhooks by their state: "active" or "paused"',
    labels: ['dealer', 'state'],
  },
  crs_webhook_events_behind: {
    kind: 'gauge',
    help: 'Events that the webhook which is furthest behind has not looked at yet',
    labels: ['dealer'],
  },
  crs_pull_pins: {
    kind: 'gauge',
    help: 'Pulls under way: asked for a page within the last 15 minutes, and not at the end of a one-page list',
    labels: ['dealer'],
  },
});
