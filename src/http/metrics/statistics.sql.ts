// So many of a dealer's newest loads are looked at: the table keeps all there ever were.
const RECENT_LOADS = 100;

/** Loads of each dealer by state. */
export const LOAD_COUNTS = `
  SELECT d.dealer_code AS dealer, d.last_load_id AS total, l.state, l.day, l.recent
  FROM dealer d LEFT JOIN LATERAL (
    SELECT state, count(*)::int AS recent,
      count(*) FILTER (WHERE started_at > now() - interval '24 hours')::int AS day
    FROM (SELECT state, started_at FROM load WHERE dealer_code = d.dealer_code
          ORDER BY load_id DESC LIMIT ${RECENT_LOADS}) AS newest
    GROUP BY state) AS l ON true`;

// More than that do not run, or are tried dry, after the last one that is over.
const NEWEST_LOADS = 10;

// The newest load that is over.
const LAST = `
  SELECT newest.* FROM (
    SELECT load_id, state, started_at, finished_at, resources FROM load
    WHERE dealer_code = d.dealer_code ORDER BY load_id DESC LIMIT ${NEWEST_LOADS}) AS newest
  WHERE state NOT IN ('running', 'dry run') AND finished_at IS NOT NULL
  ORDER BY load_id DESC LIMIT 1`;

/** The last load of each dealer that is over and was no dry run. */
export const LAST_LOADS = `
  SELECT d.dealer_code AS dealer, l.state = 'failed' AS failed,
    extract(epoch FROM l.finished_at)::float8 AS finished,
    extract(epoch FROM l.finished_at - l.started_at)::float8 AS seconds
  FROM dealer d CROSS JOIN LATERAL (${LAST}) AS l`;

const count = (name: string) => `coalesce((counts.value ->> '${name}')::float8, 0) AS ${name}`;

/** What the last load of each resource did: the one that published it, or a later one that did not. */
export const LOAD_ROWS = `
  WITH told AS (
    SELECT dealer_code, resource, max(load_id) AS load_id FROM (
      SELECT dealer_code, resource, load_id FROM resource_state
      UNION ALL
      SELECT d.dealer_code, unnest(l.resources), l.load_id
      FROM dealer d CROSS JOIN LATERAL (${LAST}) AS l) AS either
    GROUP BY 1, 2)
  SELECT t.dealer_code AS dealer, t.resource,
    ${['read', 'added', 'changed', 'removed', 'rejected', 'warnings'].map(count).join(', ')}
  -- Each report is unpacked once, whatever it tells of.
  FROM (SELECT DISTINCT dealer_code, load_id FROM told) AS loads
  JOIN load l ON l.dealer_code = loads.dealer_code AND l.load_id = loads.load_id
  CROSS JOIN LATERAL jsonb_each(l.report -> 'resources') AS counts
  JOIN told t ON t.dealer_code = l.dealer_code AND t.load_id = l.load_id
    AND t.resource = counts.key`;

/** So many messages of a dealer and direction are counted at most. */
const COUNTED_MESSAGES = 10_000;

/** Messages that are not done, by the index of those: the others are many. */
export const QUEUE_DEPTHS = `
  SELECT d.dealer_code AS dealer, way.direction,
    m.queued, m.parked, m.unmatched
  FROM dealer d CROSS JOIN (VALUES ('in'), ('out')) AS way (direction)
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state = 'queued')::int AS queued,
      count(*) FILTER (WHERE state = 'parked')::int AS parked,
      count(*) FILTER (WHERE state = 'unmatched')::int AS unmatched
    FROM (SELECT state FROM message
          WHERE dealer_code = d.dealer_code AND direction = way.direction
            AND state IN ('queued', 'parked', 'unmatched')
          ORDER BY queue_key, sequence LIMIT ${COUNTED_MESSAGES}) AS open) AS m`;

/** Webhooks of each dealer that has any. */
export const WEBHOOKS = `
  SELECT w.dealer_code AS dealer, count(*) FILTER (WHERE state = 'active')::int AS active,
    count(*) FILTER (WHERE state = 'paused')::int AS paused,
    coalesce(max(c.last - w.cursor) FILTER (WHERE state = 'active'), 0)::float8 AS behind
  FROM webhook w LEFT JOIN dealer_counter c
    ON c.dealer_code = w.dealer_code AND c.name = 'event'
  GROUP BY 1`;

// More pulls at one time than anybody can make.
const COUNTED_PINS = 100_000;

/** Pulls under way: their pins slide for 15 minutes. */
export const PINS = `
  SELECT dealer_code AS dealer, count(*)::int AS pins
  FROM (SELECT dealer_code FROM pull_pin WHERE used_at > now() - interval '15 minutes'
        LIMIT ${COUNTED_PINS}) AS used
  GROUP BY 1`;
