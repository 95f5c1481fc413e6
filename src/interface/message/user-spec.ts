import type { Side } from './request-type.js';

const LOCAL = 'local:';
const REMOTE = 'remote:';

/** Whether a user is one of the dealer's own system. */
export function isLocal(user: string): boolean {
  return user.startsWith(LOCAL);
}

/**
 * A user as CRS names one, seen from here: "If the userId is not local to the sender, it will be
 * preceded by ‘remote:’" (§ Message Data), and then it is a user of the dealer's system.
 */
export function userFromCrs(user: string): string {
  if (!user.startsWith(REMOTE)) return user;
  const own = user.slice(REMOTE.length);
  return isLocal(own) ? own : LOCAL + own;
}

/** A user seen from here, as CRS is told: `remote:` stands before those of CRS. */
export function userToCrs(user: string, origin: Side): string {
  return origin === 'crs' && !isLocal(user) ? REMOTE + user : user;
}
