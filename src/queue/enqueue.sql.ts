// Each is one statement: a round trip takes its time while the counter is locked. The lanes come last
// and in one order; a lane that is there as well is written to: that is the lock.

const COLUMNS = `message_type, customer_number, priority, submitted_message_id, submitted_time,
  digest, body, queue_key, enqueued_client_id, request_id, chain_id`;

const GIVEN = `
  given AS (
    SELECT * FROM unnest($4::text[], $5::text[], $6::int[], $7::text[], $8::timestamptz[],
      $9::bytea[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
      WITH ORDINALITY AS given (${COLUMNS}, number))`;

/** @param place where each message comes among those that are added, from 1, and whether its id is used */
const added = (place: string) => `
  added AS (
    INSERT INTO message (dealer_code, direction, sequence, state, enqueued_time, reused_id, ${COLUMNS})
    SELECT $1, $2, before + place, 'queued', clock_timestamp(), reused, ${COLUMNS}
    FROM taken CROSS JOIN given ${place} ORDER BY place
    RETURNING sequence, queue_key, priority, enqueued_time
  ), opened AS (
    INSERT INTO message_lane (dealer_code, direction, queue_key, head, priority, due_time)
    SELECT DISTINCT ON (queue_key) $1, $2, queue_key, sequence, priority, clock_timestamp()
    FROM added ORDER BY queue_key, sequence
    ON CONFLICT (dealer_code, direction, queue_key) DO UPDATE SET head = message_lane.head)`;

/** Adds messages. */
export const ENQUEUE = `
  WITH taken AS (
    INSERT INTO dealer_counter (dealer_code, name, last) VALUES ($1, $3, cardinality($4::text[]))
    ON CONFLICT (dealer_code, name) DO UPDATE SET last = dealer_counter.last + excluded.last
    RETURNING last - cardinality($4::text[]) AS before
  ), ${GIVEN}, ${added('CROSS JOIN LATERAL (SELECT number AS place, false AS reused) AS placed')}
  SELECT sequence, enqueued_time AS "enqueuedTime" FROM added ORDER BY sequence`;

/**
 * Adds those messages that are not there yet, and marks ids that their client used before: unless the
 * counter is another one by now than when it was looked what is there.
 *
 * The first message from its place on in the unique key is looked for. Said in this way no other index
 * will do: by equality any one that begins with the dealer is as good to a planner that has no
 * statistics yet, and by EXISTS it would rather read all ids of the dealer.
 */
export const ENQUEUE_ONCE = `
  WITH counted AS (
    SELECT last FROM dealer_counter WHERE dealer_code = $1 AND name = $3
  ), known AS (
    SELECT number,
      CASE WHEN (same.direction, same.submitted_message_id, same.enqueued_client_id, same.digest)
        = ($2, id, client, key.digest) THEN same.enqueued_time END AS since,
      same.sequence AS as_before,
      (used.direction, used.submitted_message_id, used.enqueued_client_id) = ($2, id, client) IS TRUE
        OR row_number() OVER (PARTITION BY id, client ORDER BY number) > 1 AS reused
    FROM unnest($7::text[], $12::text[], $9::bytea[])
        WITH ORDINALITY AS key (id, client, digest, number)
      LEFT JOIN LATERAL (
        SELECT * FROM message WHERE dealer_code = $1
          AND (direction, submitted_message_id, enqueued_client_id, digest)
            >= ($2, id, client, key.digest)
        ORDER BY direction, submitted_message_id, enqueued_client_id, digest LIMIT 1) AS same ON true
      LEFT JOIN LATERAL (
        SELECT * FROM message WHERE dealer_code = $1
          AND (direction, submitted_message_id, enqueued_client_id) >= ($2, id, client)
        ORDER BY direction, submitted_message_id, enqueued_client_id LIMIT 1) AS used ON true
  ), fresh AS (
    SELECT number, reused, row_number() OVER (ORDER BY number) AS place
    FROM known WHERE since IS NULL
  ), taken AS (
    INSERT INTO dealer_counter (dealer_code, name, last)
    SELECT $1, $3, count(*) FROM fresh HAVING count(*) > 0
    ON CONFLICT (dealer_code, name) DO UPDATE SET last = dealer_counter.last + excluded.last
      WHERE dealer_counter.last = (SELECT last FROM counted)
    RETURNING last - (SELECT count(*) FROM fresh) AS before
  ), ${GIVEN}, ${added('JOIN fresh USING (number)')}
  SELECT coalesce(since, enqueued_time) AS "enqueuedTime",
    CASE WHEN since IS NULL THEN sequence ELSE as_before END AS sequence
  FROM known LEFT JOIN fresh USING (number) LEFT JOIN taken ON true
    LEFT JOIN added ON added.sequence = before + place
  ORDER BY number`;
