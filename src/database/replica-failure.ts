import { ForeignDatabaseError } from './replica-identity.js';
import { isUnavailable } from './unavailable.js';

/** All of the pool's connections are in use: that is no reason to send everybody to the primary. */
export function isBusy(error: unknown): boolean {
  return messageOf(error) === 'timeout exceeded when trying to connect';
}

/** The standby needed to remove what the statement read, or was in a deadlock with it. */
export function isConflict(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '40001' || code === '40P01';
}

/** Why the replica was left, for the public health endpoint: no addresses, no texts of PostgreSQL. */
export function reasonOf(error: unknown): string {
  if (error instanceof ForeignDatabaseError) return 'It is no replica of DATABASE_URL';
  return isUnavailable(error) ? 'It does not answer, or not in time' : 'Its statements fail';
}

/** The error's own words, for the log. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
