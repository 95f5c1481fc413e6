import { fetchKeySet } from '../auth/issuer-discovery.js';
import type { Config } from '../config/config.js';
import { failureLine } from '../outgoing/failure-line.js';
import { failure, ok, type Outcome } from './finding.js';
import { count } from './wording.js';

const PATIENCE_MS = 4_000;

/** Whether the dealer's own identity provider shows the keys of its tokens. */
export async function issuer({ OAUTH_ISSUER_URL }: Config): Promise<Outcome> {
  if (!OAUTH_ISSUER_URL) return ok('no OAUTH_ISSUER_URL: the tokens made here count alone');
  try {
    const { keys } = await fetchKeySet(OAUTH_ISSUER_URL, AbortSignal.timeout(PATIENCE_MS));
    return ok(`${OAUTH_ISSUER_URL} shows ${count(keys.length, 'key')}`);
  } catch (error) {
    return failure(
      `${OAUTH_ISSUER_URL}: ${failureLine(error)}`,
      'Check OAUTH_ISSUER_URL, and whether this machine reaches it.',
    );
  }
}
