/** The protection space named in challenges (RFC 6750 §3). */
export const REALM = 'crs-dealer-api';

/** The `WWW-Authenticate` value of RFC 6750 §3 for a missing scope. */
export function scopeChallenge(scope: string): string {
  return `Bearer realm="${REALM}", error="insufficient_scope", scope="${scope}"`;
}

/** The `WWW-Authenticate` value of RFC 6750 §3 for a token that is not valid. */
export function tokenChallenge(description: string): string {
  return `Bearer realm="${REALM}", error="invalid_token", error_description="${description}"`;
}
