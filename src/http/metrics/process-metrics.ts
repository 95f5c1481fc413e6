import { declareMetrics } from './metric.js';

/** How this process stands: read when it is scraped. */
export const PROCESS_METRICS = declareMetrics({
  crs_build_info: {
    kind: 'gauge',
    help: 'Always 1; the version of the server',
    labels: ['version'],
  },
  crs_event_loop_active_seconds_total: {
    kind: 'counter',
    help: 'Time in which the event loop had work: its rate is the share of one processor',
    labels: [],
  },
  crs_connections: {
    kind: 'gauge',
    help: 'Connections that are open',
    labels: [],
  },
  crs_connections_dropped_total: {
    kind: 'counter',
    help: 'Connections that were closed at once, as MAX_CONNECTIONS were open',
    labels: [],
  },
  crs_tls_certificate_expiry_timestamp_seconds: {
    kind: 'gauge',
    help: 'When the certificate of TLS_CERT_FILE expires; not there without one',
    labels: [],
  },
  crs_database_pool_connections: {
    kind: 'gauge',
    help: 'Connections of the pool that serves requests: "used" or "idle"',
    labels: ['state'],
  },
  crs_database_pool_waiting: {
    kind: 'gauge',
    help: 'Statements that wait for a connection of the pool',
    labels: [],
  },
  crs_database_pool_max_connections: {
    kind: 'gauge',
    help: 'Most connections of the pool (DATABASE_POOL_SIZE)',
    labels: [],
  },
});
