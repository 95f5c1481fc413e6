/** What a client may be allowed to do: the values of the RFC 6749 §3.3 `scope`, and their meaning. */
export const SCOPES = {
  crs: 'Read the rental data of the dealers of the client, as the Cat Rental Store does',
  dealer: "Act for the dealer: the dealer's own systems",
  admin: 'Operate the server: dealers, clients, loads',
} as const;

export type Scope = keyof typeof SCOPES;

/** What a client gets when nothing is said. */
export const DEFAULT_SCOPES: readonly Scope[] = ['crs'];

/** Whether a text is one of {@link SCOPES}. */
export function isScope(text: string): text is Scope {
  return Object.hasOwn(SCOPES, text);
}
