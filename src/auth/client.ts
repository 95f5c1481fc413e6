import type { Scope } from './scope.js';

/** Who may call: an OAuth client of the built-in token endpoint, or one of the dealer's own issuer. */
export interface Client {
  /** The RFC 6749 §2.2 client identifier. */
  readonly clientId: string;
  readonly name: string;
  /** What the dealer's own issuer calls this client. */
  readonly externalId: string | null;
  readonly scopes: readonly Scope[];
  /** Codes of the dealers the client may act for, sorted. */
  readonly dealers: readonly string[];
  readonly createdAt: Date;
  /** Since when it is shut out. */
  readonly revokedAt: Date | null;
}

/** What is said of a new client. Without scopes it is `crs`. */
export interface NewClient {
  readonly name: string;
  readonly dealers: readonly string[];
  readonly scopes?: readonly string[] | undefined;
  readonly externalId?: string | undefined;
}

/** A client's credentials. The secret is shown this one time; only its hash is kept. */
export interface ClientCredentials {
  readonly clientId: string;
  /** Missing for a client of the dealer's own issuer: it has no business at our token endpoint. */
  readonly clientSecret: string | undefined;
}
