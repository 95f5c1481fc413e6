import { declareMetrics } from './metric.js';

/** From 2 ms to 5 s: a page takes some milliseconds, and is given up after 4.5 seconds. */
const ANSWER_BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What is counted of requests in this process. */
export const REQUEST_METRICS = declareMetrics({
  crs_http_requests_total: {
    kind: 'counter',
    help: 'Requests that were let in and ended, by route, method, dealer and status; status "aborted" went away unanswered',
    labels: ['endpoint', 'method', 'dealer', 'status'],
  },
  crs_http_request_duration_seconds: {
    kind: 'histogram',
    help: 'From the head of a request to the end of its answer, with its wait for its turn',
    labels: ['endpoint', 'status'],
    buckets: ANSWER_BUCKETS,
  },
  crs_http_requests_in_progress: {
    kind: 'gauge',
    help: 'Requests that were let in and are not answered yet',
    labels: [],
  },
  crs_requests_working: {
    kind: 'gauge',
    help: 'Requests that have a place (REQUESTS_AT_ONCE and its like), by what they take it of',
    labels: ['share'],
  },
  crs_requests_waiting: {
    kind: 'gauge',
    help: 'Requests that wait for a place',
    labels: ['share'],
  },
  crs_requests_refused_total: {
    kind: 'counter',
    help: 'Requests refused with 503 before anything was done for them: "full" (too many waited), "late" (no place in time)',
    labels: ['reason'],
  },
  crs_http_sent_bytes_total: {
    kind: 'counter',
    help: 'Bytes of answers with their heads, as they went out (compressed, before TLS)',
    labels: ['endpoint', 'dealer'],
  },
  crs_http_problems_total: {
    kind: 'counter',
    help: 'Answers with a problem body, by the code in its type',
    labels: ['endpoint', 'code'],
  },
  crs_pull_sessions_total: {
    kind: 'counter',
    help: 'Pulls that were begun: answers with a first page',
    labels: ['endpoint', 'dealer'],
  },
  crs_pull_pages_total: {
    kind: 'counter',
    help: 'Pages that were served',
    labels: ['endpoint', 'dealer'],
  },
  crs_pull_items_total: {
    kind: 'counter',
    help: 'Items on the pages that were served',
    labels: ['endpoint', 'dealer'],
  },
  crs_token_requests_total: {
    kind: 'counter',
    help: 'Requests to the token endpoint: "issued", or the error of RFC 6749',
    labels: ['result'],
  },
  crs_token_refusals_total: {
    kind: 'counter',
    help: 'Requests refused with 401, by what is wrong with the access token',
    labels: ['reason'],
  },
  crs_messages_received_total: {
    kind: 'counter',
    help: 'Messages that CRS posted, by the status they were answered with; the type is known of those that were taken',
    labels: ['dealer', 'type', 'status'],
  },
  crs_records_lost_total: {
    kind: 'counter',
    help: 'Pulls and messages that `cli log` will not know of, as they could not be written in time',
    labels: [],
  },
});
