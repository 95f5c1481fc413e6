import type { Scope } from './scope.js';

/** What a verified token says of its client. What the client may do is in its registration. */
export interface TokenSubject {
  /** Whose name for the client `id` is: ours or the external issuer's. */
  readonly known: 'client-id' | 'external-id';
  readonly id: string;
  /** The scopes the token is limited to; undefined when it says nothing of our scopes. */
  readonly scopes: readonly Scope[] | undefined;
  /** When the token expires, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** The token's `jti`. */
  readonly tokenId: string | undefined;
}
