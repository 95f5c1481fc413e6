import { rules } from './rule.js';

const SECTION = 'Security / Authentication considerations';

/** Tokens, and what is refused without one. */
export const ACCESS = rules('access', {
  token: {
    id: 'TOKEN-ISSUED',
    severity: 'error',
    section: SECTION,
    expected: 'The token endpoint gives an access token for the client id and secret.',
    mend: 'Answer as RFC 6749 §5.1 says: 200, application/json, with access_token and token_type Bearer.',
  },
  lifetime: {
    id: 'TOKEN-LIFETIME',
    severity: 'warning',
    section: SECTION,
    expected: 'The token endpoint tells a lifetime of at least a minute (expires_in).',
    mend: 'Send expires_in, in seconds. Without it CRS must guess; with a short one it asks all the time.',
  },
  accepted: {
    id: 'TOKEN-ACCEPTED',
    severity: 'error',
    section: SECTION,
    expected: 'A token that was just given is accepted by every endpoint.',
    mend: 'Check the issuer, the audience, the scopes and the clock of what verifies tokens.',
  },
});
