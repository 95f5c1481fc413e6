import type { Config } from '../config/config.js';
import { ok, warning, type Outcome } from './finding.js';
import { count, few } from './wording.js';

/** A client, as far as it matters here. */
export interface CheckedClient {
  readonly name: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly dealers: readonly string[];
  readonly hasSecret: boolean;
  readonly externalId: string | null;
}

/** Whether every client can get a token, and CRS has one for each dealer. */
export function credentials(
  clients: readonly CheckedClient[],
  dealers: readonly string[],
  { OAUTH_ISSUER_URL }: Pick<Config, 'OAUTH_ISSUER_URL'>,
): Outcome[] {
  const isUsable = ({ hasSecret, externalId }: CheckedClient) =>
    hasSecret || (externalId !== null && OAUTH_ISSUER_URL !== '');
  const useless = clients.filter((client) => !isUsable(client));
  const served = new Set(
    clients
      .filter((client) => isUsable(client) && client.scopes.includes('crs'))
      .flatMap((client) => client.dealers),
  );
  const outcomes: Outcome[] = dealers
    .filter((dealer) => !served.has(dealer))
    .map((dealer) => {
      const todo = `npm run cli -- client add --name CRS --dealer ${dealer}`;
      return { ...warning('CRS has no client to call with', todo), dealer };
    });
  if (useless.length > 0) outcomes.push(noToken(useless));
  return outcomes.length > 0 ? outcomes : [ok(`${count(clients.length, 'client')} in use`)];
}

function noToken(clients: readonly CheckedClient[]): Outcome {
  const named = clients.map(({ name, clientId }) => `${name} (${clientId})`);
  return warning(
    `no way to a token: ${few(named)}, without a secret here or an OAUTH_ISSUER_URL for an external id`,
    'Set OAUTH_ISSUER_URL, or npm run cli -- client rotate-secret, or client revoke.',
  );
}

/** Who may do everything. */
export function admins(clients: readonly CheckedClient[]): Outcome {
  const found = clients.filter(({ scopes }) => scopes.includes('admin'));
  if (found.length === 0) return ok('nobody');
  const both = found.filter(({ scopes }) => scopes.includes('crs'));
  const names = (some: readonly CheckedClient[]) => few(some.map(({ name }) => name));
  if (both.length === 0) return ok(names(found));
  return warning(
    `${names(both)} may do what CRS does, and administer as well`,
    'Give each purpose a client of its own: npm run cli -- client add, then client revoke.',
  );
}
