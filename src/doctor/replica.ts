import type { Config } from '../config/config.js';
import { withClient } from '../database/session.js';
import { identityOf } from '../database/replica-identity.js';
import { failure, ok, warning, type Outcome } from './finding.js';
import { readLag, type Lag } from './replica-lag.store.js';
import type { Asked } from './server-facts.store.js';
import { size, span } from './wording.js';

const LATE_S = 60;
const LATE_BYTES = 256 * 2 ** 20;

/** Whether pages can be read from DATABASE_READ_URL. */
export async function replica(config: Config, primary: Asked): Promise<Outcome> {
  const url = config.DATABASE_READ_URL;
  if (!url) return ok('no DATABASE_READ_URL: all is read from the primary');
  return withClient(url, async (client) => {
    const [own, other] = [await identityOf(primary), await identityOf(client)];
    if (own.identity !== other.identity)
      return failure(
        'DATABASE_READ_URL is another database: it is never read from',
        'Name a streaming replica of DATABASE_URL.',
      );
    if (!other.standby)
      return warning(
        'DATABASE_READ_URL is the primary itself: it relieves nothing',
        'Name a streaming replica, or leave it out.',
      );
    return judgeLag(await readLag(primary, client));
  });
}

/** What a lag means for pages. */
export function judgeLag({ bytes, seconds, feedback }: Lag): Outcome {
  // Without writes the time since the last one grows, and nothing is missing.
  const isLate = bytes > LATE_BYTES || (bytes > 0 && seconds > LATE_S);
  const found = `${size(bytes)} behind${bytes > 0 ? `, ${span(seconds * 1000)}` : ''}`;
  if (isLate)
    return warning(
      `${found}: pages that it does not have yet are read from the primary`,
      'See in pg_stat_replication of the primary what keeps it.',
    );
  if (feedback === 'off')
    return warning(
      `${found}; hot_standby_feedback is off: long pages may be cancelled on the replica`,
      'On the replica: ALTER SYSTEM SET hot_standby_feedback = on; SELECT pg_reload_conf();',
    );
  return ok(found);
}
