import type { Config } from '../config/config.js';
import { failure, ok, warning, type Outcome } from './finding.js';

/** Requests at one time that one connection to PostgreSQL can serve before they wait for long. */
const MOST_PER_CONNECTION = 8;

/** Whether those that are worked on get a connection in time. */
export function pool({ DATABASE_POOL_SIZE, REQUESTS_AT_ONCE }: Config): Outcome {
  const found = `${REQUESTS_AT_ONCE} requests at one time, ${DATABASE_POOL_SIZE} connections for them`;
  if (REQUESTS_AT_ONCE <= DATABASE_POOL_SIZE * MOST_PER_CONNECTION) return ok(found);
  const least = Math.ceil(REQUESTS_AT_ONCE / MOST_PER_CONNECTION);
  return warning(found, `Set DATABASE_POOL_SIZE to ${least} or more, or lower REQUESTS_AT_ONCE.`);
}

/** A request waits for a connection, then for its statement; both must end before its own time does. */
export function timeouts(config: Config): Outcome {
  const { REQUEST_TIMEOUT_MS: whole } = config;
  const parts = config.DATABASE_CONNECT_TIMEOUT_MS + config.DATABASE_STATEMENT_TIMEOUT_MS;
  const found = `${whole} ms for a request, ${parts} ms for its connection and statement`;
  if (parts <= whole) return ok(found);
  return warning(
    `${found}: the statement goes on after the answer`,
    `Set REQUEST_TIMEOUT_MS to ${parts} or more, or lower DATABASE_STATEMENT_TIMEOUT_MS.`,
  );
}

/** Whether the log tells enough, and no more. */
export function logLevel({ LOG_LEVEL, NODE_ENV }: Config): Outcome {
  const isProduction = NODE_ENV === 'production';
  if (isProduction && /^(?:debug|trace)$/.test(LOG_LEVEL))
    return warning(`${LOG_LEVEL}: slow, and more than the disk may hold`, 'Set LOG_LEVEL=info.');
  if (isProduction && /^(?:silent|fatal)$/.test(LOG_LEVEL))
    return failure(`${LOG_LEVEL}: no trouble leaves a trace`, 'Set LOG_LEVEL=info.');
  return ok(LOG_LEVEL);
}
