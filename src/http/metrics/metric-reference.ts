import { DATABASE_METRICS } from './database-metrics.js';
import type { MetricDeclaration } from './metric.js';
import { PROCESS_METRICS } from './process-metrics.js';
import { REQUEST_METRICS } from './request-metrics.js';
import { SENDING_METRICS } from './sending-metrics.js';

const HEADER = `# Metrics

Written by \`npm run docs:metrics\` from the declarations that the server counts by: change those, not
this page.

With \`METRICS_PORT\` set, the server answers \`GET /metrics\` on that port at \`METRICS_HOST\`, in
Prometheus' text format. It asks for no token: let only the monitoring reach it. Beside these metrics
there are prom-client's own of the process: \`process_cpu_seconds_total\`,
\`process_resident_memory_bytes\`, \`process_open_fds\`, \`process_start_time_seconds\`,
\`nodejs_eventloop_lag_seconds\` with its quantiles, \`nodejs_heap_size_used_bytes\`,
\`nodejs_gc_duration_seconds\` and others.

What the labels hold comes from the server, never from a caller: \`endpoint\` is the pattern of a route
(\`unknown\` for what is none), \`dealer\` one of the dealers of a known client. Dealers are in counters and
not in histograms, so that two hundred of them remain affordable. An empty label means that there is none.
`;

const SECTIONS: readonly (readonly [
  title: string,
  text: string,
  metrics: Readonly<Record<string, MetricDeclaration>>,
])[] = [
  [
    'Requests',
    'Counted by each server for itself: add them up. A request that was refused as too much is only in `crs_requests_refused_total`; one that was refused for what its client asks for alone is in `crs_http_problems_total` with the code `too-many-requests`.',
    REQUEST_METRICS,
  ],
  [
    'Sending',
    'Messages to CRS, the tokens for them, and webhooks: counted by the server that sent.',
    SENDING_METRICS,
  ],
  ['Process', 'How each server stands at the moment.', PROCESS_METRICS],
  [
    'Database',
    'Read from the database for at most two seconds, and kept for five, however many ask. Alike on every server of one database: take the maximum (`max by (dealer) (…)`), not the sum. While the database does not answer, `crs_database_up` and `crs_database_read` are 0, and the others are gone.',
    DATABASE_METRICS,
  ],
];

/** The reference of all metrics, in Markdown. */
export function metricReference(): string {
  return [HEADER, ...SECTIONS.map(section)].join('\n');
}

function section([title, text, metrics]: (typeof SECTIONS)[number]): string {
  return [
    `## ${title}`,
    '',
    text,
    '',
    '| Metric | Type | Labels | Meaning |',
    '| --- | --- | --- | --- |',
    ...Object.entries(metrics).map(row),
    '',
  ].join('\n');
}

function row([name, { kind, labels, help, buckets }]: [string, MetricDeclaration]): string {
  const bounds = buckets ? `. Buckets: ${buckets.join(', ')}` : '';
  const named = labels.map((label) => `\`${label}\``).join(', ');
  return `| \`${name}\` | ${kind} | ${named} | ${help}${bounds} |`;
}
