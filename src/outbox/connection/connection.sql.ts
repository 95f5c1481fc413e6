import type { ConnectionColumns } from './connection-change.js';

/** The columns that are written, by their names here. */
export const WRITTEN: Readonly<Record<keyof ConnectionColumns, string>> = {
  messageUrl: 'message_url',
  tokenUrl: 'token_url',
  clientId: 'client_id',
  scope: 'scope',
  audience: 'audience',
  tokenAuth: 'token_auth',
  environment: 'environment',
  secret: 'secret',
  secretTime: 'secret_time',
  nextSecret: 'next_secret',
  nextSecretTime: 'next_secret_time',
  nextSecretDue: 'next_secret_due',
  nextSecretError: 'next_secret_error',
  notifyTypes: 'notify_types',
  notifyMost: 'notify_most',
  state: 'state',
  stateBy: 'state_by',
  stateReason: 'state_reason',
  token: 'token',
  tokenUntil: 'token_until',
  revision: 'revision',
  failures: 'failures',
  dueTime: 'due_time',
  lastError: 'last_error',
  lastErrorTime: 'last_error_time',
  clockDriftMs: 'clock_drift_ms',
  clockDriftTime: 'clock_drift_time',
  changedTime: 'changed_time',
};

const SETTINGS = `message_url AS "messageUrl", token_url AS "tokenUrl", client_id AS "clientId",
  scope, audience, token_auth AS "tokenAuth", environment`;

/** For the owner: neither a secret nor a token. What waits is found by the lanes of its keys. */
const VIEW = `
  SELECT c.dealer_code AS "dealerCode", ${SETTINGS}, c.state, state_by AS "stateBy",
    state_reason AS "stateReason", secret_time AS "secretTime",
    next_secret_time AS "nextSecretTime", next_secret_due AS "nextSecretDue",
    next_secret_error AS "nextSecretError", notify_types AS "notifyTypes",
    notify_most AS "notifyMost", token_until AS "tokenUntil", failures, c.due_time AS "dueTime",
    last_error AS "lastError", last_error_time AS "lastErrorTime",
    c.delivered_time AS "deliveredTime", clock_drift_ms AS "clockDriftMs",
    clock_drift_time AS "clockDriftTime", created_time AS "createdTime",
    changed_time AS "changedTime", "keysWaiting", "keysHeld", m.enqueued_time AS "oldestTime"
  FROM crs_connection c
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE NOT held)::int AS "keysWaiting",
      count(*) FILTER (WHERE held)::int AS "keysHeld",
      min(head) FILTER (WHERE NOT held) AS first
    FROM message_lane WHERE dealer_code = c.dealer_code AND direction = 'out') AS lanes
  LEFT JOIN message m
    ON m.dealer_code = c.dealer_code AND m.direction = 'out' AND m.sequence = lanes.first`;

export const VIEW_ONE = `${VIEW} WHERE c.dealer_code = $1`;

export const VIEW_ALL = `${VIEW} ORDER BY c.dealer_code`;

/** A connection that is about to be changed. */
export const LOCK = `
  SELECT ${SETTINGS}, next_secret IS NOT NULL AS "hasNextSecret", revision,
    (SELECT count(*)::int FROM message_lane
     WHERE dealer_code = $1 AND direction = 'out') AS "keysWaiting"
  FROM crs_connection WHERE dealer_code = $1 FOR UPDATE`;

/** Connects a dealer that is not: CRS is told of what is published from now on. */
export const CREATE = `
  INSERT INTO crs_connection (dealer_code, message_url, token_url, client_id, scope, audience,
    token_auth, environment, secret, secret_time, notify_types, notify_most, notified_generation,
    due_time, created_time, changed_time)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
    coalesce((SELECT generation FROM dealer_generation WHERE dealer_code = $1), 0), $10, $10, $10)
  ON CONFLICT (dealer_code) DO NOTHING`;

/** What a token is asked for with, the secrets sealed. */
export const CREDENTIALS = `
  SELECT ${SETTINGS}, secret, next_secret AS "nextSecret"
  FROM crs_connection WHERE dealer_code = $1`;
