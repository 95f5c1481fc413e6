import { LEASE_SECONDS } from '../../queue/queue.store.js';

const COLUMNS = `
  crs_connection.dealer_code AS "dealerCode", message_url AS "messageUrl", token_url AS "tokenUrl",
  client_id AS "clientId", scope, audience, token_auth AS "tokenAuth", secret,
  next_secret AS "nextSecret", next_secret_due AS "nextSecretDue", token,
  token_until AS "tokenUntil", revision, failures, state = 'active' AS "isActive", lease`;

const LEASED = `lease_until = clock_timestamp() + interval '${LEASE_SECONDS} seconds'`;

/** Connections that are due: how many, the time, the lease. */
export const CLAIM = `
  WITH next AS (
    SELECT dealer_code FROM crs_connection c
    WHERE state = 'active' AND due_time <= $2
      AND (lease_until IS NULL OR lease_until <= clock_timestamp())
      -- The first lane of each, by its index; EXISTS could be made of all lanes there are.
      AND ((SELECT head FROM message_lane l
            WHERE l.dealer_code = c.dealer_code AND l.direction = 'out' AND NOT l.held
            ORDER BY priority DESC, head LIMIT 1) IS NOT NULL
        OR next_secret_due <= $2)
    ORDER BY due_time LIMIT $1
    FOR UPDATE SKIP LOCKED
  )
  UPDATE crs_connection SET lease = $3, ${LEASED}
  FROM next WHERE crs_connection.dealer_code = next.dealer_code
  RETURNING ${COLUMNS}`;

const held = (text: string) => `${text} WHERE dealer_code = $1 AND lease = $2 RETURNING ${COLUMNS}`;

/** What is done to a connection by the one who has its lease; each begins with the dealer and the lease. */
export const HELD = {
  /** Keeps it. */
  touch: held(`UPDATE crs_connection SET ${LEASED}`),

  /** CRS answered: the time, whether a message was delivered, how far its clock is ahead. */
  contact: held(`
  UPDATE crs_connection SET ${LEASED}, failures = 0,
    delivered_time = CASE WHEN $4::boolean THEN $3::timestamptz ELSE delivered_time END,
    clock_drift_ms = coalesce($5::int, clock_drift_ms),
    clock_drift_time = CASE WHEN $5::int IS NULL THEN clock_drift_time ELSE $3::timestamptz END`),

  /**
   * It did not: the error, the time, when to try again, the failures before. Who has resumed or changed
   * the connection meanwhile wants it to be tried at once.
   */
  fail: held(`
  UPDATE crs_connection SET lease = NULL, lease_until = NULL, last_error = $3, last_error_time = $4,
    failures = CASE WHEN failures = $6 THEN failures + 1 ELSE failures END,
    due_time = CASE WHEN failures = $6 THEN $5 ELSE due_time END`),

  /** Lets go of it: when to look again, if not at once. */
  release: held(`
  UPDATE crs_connection SET lease = NULL, lease_until = NULL,
    due_time = coalesce($3::timestamptz, due_time)`),
} as const;
