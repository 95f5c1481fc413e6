/** For how long a webhook that is being delivered to is left alone. */
const LEASE_SECONDS = 60;

const COLUMNS = `
  webhook.dealer_code AS "dealerCode", webhook.webhook_id AS "webhookId", url,
  event_types AS "eventTypes", secret, cursor, failures, state = 'active' AS "isActive", lease`;

/** Webhooks that are due: how many, the time, the lease. */
export const CLAIM = `
  WITH next AS (
    SELECT w.dealer_code, w.webhook_id FROM webhook w
    JOIN dealer_counter c ON c.dealer_code = w.dealer_code AND c.name = 'event'
    WHERE w.state = 'active' AND w.cursor < c.last AND w.due_time <= $2
      AND (w.lease_until IS NULL OR w.lease_until <= clock_timestamp())
    ORDER BY w.due_time LIMIT $1
    FOR UPDATE OF w SKIP LOCKED
  )
  UPDATE webhook SET lease = $3,
    lease_until = clock_timestamp() + interval '${LEASE_SECONDS} seconds'
  FROM next
  WHERE webhook.dealer_code = next.dealer_code AND webhook.webhook_id = next.webhook_id
  RETURNING ${COLUMNS}`;

/**
 * The next event of a dealer after a sequence, of some types, within so many. The counter is read in the
 * same statement: what it says is committed, and seen by it.
 */
export const NEXT = `
  SELECT range.through, e.sequence, e.type, e.time, e.data
  FROM (
    SELECT least(last, $2::bigint + $4) AS through FROM dealer_counter
    WHERE dealer_code = $1 AND name = 'event'
  ) AS range
  LEFT JOIN LATERAL (
    SELECT sequence, type, time, data FROM event
    WHERE dealer_code = $1 AND sequence > $2 AND sequence <= range.through
      AND ($3 = '{}'::text[] OR type = ANY($3))
    ORDER BY sequence LIMIT 1
  ) AS e ON true
  WHERE range.through > $2`;

// A cursor that its owner has set meanwhile stays where it was set.
const MOVE = `
  cursor = CASE WHEN cursor = $4 THEN $5 ELSE cursor END,
  lease_until = clock_timestamp() + interval '${LEASE_SECONDS} seconds'`;

const HELD = `WHERE dealer_code = $1 AND webhook_id = $2 AND lease = $3 RETURNING ${COLUMNS}`;

const LOG = `
  INSERT INTO webhook_delivery (dealer_code, webhook_id, number, sequence, time, milliseconds,
    status, error)
  SELECT $1, $2, (SELECT coalesce(max(number), 0) + 1 FROM webhook_delivery
                  WHERE dealer_code = $1 AND webhook_id = $2), $5, $6, $7, $8, $9
  FROM done`;

/** Of the webhook, the lease and the cursor it goes by: the event, and the attempt. */
export const DELIVERED = `
  WITH done AS (
    UPDATE webhook SET ${MOVE}, failures = 0, delivered_time = $6 ${HELD}
  ), log AS (${LOG})
  SELECT * FROM done`;

/**
 * The same, with the failures it goes by, and what this one leads to. Who has resumed the webhook
 * meanwhile wants the failures before to be forgotten, and none of them to pause it.
 */
export const FAILED = `
  WITH done AS (
    UPDATE webhook SET lease = NULL, lease_until = NULL,
      failures = CASE WHEN cursor <> $4 THEN failures WHEN failures = $10 THEN failures + 1 ELSE 1 END,
      due_time = CASE WHEN cursor = $4 THEN $11 ELSE due_time END,
      reason = CASE WHEN state = 'active' AND failures = $10 THEN $12::text ELSE reason END,
      state = CASE WHEN state = 'active' AND failures = $10 AND $12::text IS NOT NULL THEN 'paused'
                   ELSE state END
    ${HELD}
  ), log AS (${LOG})
  SELECT * FROM done`;

/** Moves on past events that are not wanted. */
export const PASS = `UPDATE webhook SET ${MOVE} ${HELD}`;

/** Lets go of a webhook. */
export const RELEASE = `
  UPDATE webhook SET lease = NULL, lease_until = NULL,
    due_time = CASE WHEN failures = 0 THEN $4 ELSE due_time END
  WHERE dealer_code = $1 AND webhook_id = $2 AND lease = $3`;
