/** § Security: "Separate credentials can be used for test and production systems." */
export const ENVIRONMENTS = ['test', 'production'] as const;
export type CrsEnvironment = (typeof ENVIRONMENTS)[number];

/** How the secret is shown to the token endpoint (RFC 6749 §2.3.1). */
export const TOKEN_AUTH_METHODS = ['client_secret_basic', 'client_secret_post'] as const;
export type TokenAuthMethod = (typeof TOKEN_AUTH_METHODS)[number];

export const CONNECTION_STATES = ['active', 'paused'] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** What CRS can be told of (§ Simple Real-Time Update). */
export const NOTIFICATION_TYPES = ['contract', 'invoice', 'catalog', 'document'] as const;
export type NotificationType = (typeof NOTIFICATION_TYPES)[number];

/** Where a token comes from, and for what. */
export interface TokenSource {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly scope: string | null;
  readonly audience: string | null;
  readonly tokenAuth: TokenAuthMethod;
}

/** A dealer's connection that this process sends over now; nobody else does until the lease ends. */
export interface ClaimedConnection extends TokenSource {
  readonly dealerCode: string;
  readonly messageUrl: string;
  /** Sealed, as all secrets and tokens here. */
  readonly secret: Uint8Array;
  /** Takes the place of the other one as soon as a token was got with it. */
  readonly nextSecret: Uint8Array | null;
  readonly nextSecretDue: Date | null;
  readonly token: Uint8Array | null;
  readonly tokenUntil: Date | null;
  /** Another one when anything has changed that a token is asked for with. */
  readonly revision: number;
  readonly failures: number;
  readonly isActive: boolean;
  /** Proves the claim. */
  readonly lease: string;
}
