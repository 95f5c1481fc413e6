import type { Dealer } from '../auth/dealer.js';
import { SigningKeyStore } from '../auth/signing-key.store.js';
import type { Config } from '../config/config.js';
import type { Database } from '../database/database.js';
import { admins, credentials } from './clients.js';
import { readClients } from './clients.store.js';
import type { Checks } from './examination.js';
import { failure, ok, type Outcome } from './finding.js';
import { presentKey, sealed, secretsKeyThere, signingKey } from './keys.js';
import { connectionSecrets, webhookSecrets } from './keys.store.js';
import { freshness, held, last } from './loads.js';
import { heldLoads, lastLoads, loadedResources } from './load-state.store.js';
import { queue } from './messages.js';
import { queueStates } from './messages.store.js';
import { once } from './once.js';
import { watchedFolders } from './watched-folders.js';
import { webhooks } from './webhooks.js';
import { readWebhooks } from './webhooks.store.js';

/** Keys and clients. @param dealers codes of those that are looked at */
export function accessChecks(
  config: Config,
  database: Database,
  dealers: readonly string[],
): Checks {
  const { pool } = database;
  const signing = once(() => new SigningKeyStore(database).list());
  const clients = once(() => readClients(pool));
  const box = once(() => presentKey(config));
  return {
    'keys.secrets-key': async () => secretsKeyThere(await box(), await signing()),
    'keys.signing': async () => signingKey(await box(), await signing(), Date.now()),
    'keys.sealed': async () => {
      const secrets = await connectionSecrets(pool, dealers);
      return sealed(await box(), secrets, await webhookSecrets(pool, dealers), Date.now());
    },
    'clients.credentials': async () => credentials(await clients(), dealers, config),
    'clients.admins': async () => admins(await clients()),
  };
}

/**
 * What each dealer's data and messages are like.
 * @param all every dealer there is
 * @param dealers codes of those that are looked at
 */
export function dealerChecks(
  config: Config,
  { pool }: Pick<Database, 'pool'>,
  all: readonly Dealer[],
  dealers: readonly string[],
): Checks {
  const queues = once(() => queueStates(pool, dealers));
  const each =
    <T>(read: () => Promise<T>, tell: (dealer: string, given: T) => Outcome[]) =>
    async () => {
      const given = await read();
      return dealers.flatMap((dealer) => tell(dealer, given));
    };
  return {
    'dealers.time-zone': () => timeZones(all.filter(({ code }) => dealers.includes(code))),
    'loads.freshness': each(() => loadedResources(pool, dealers), freshness),
    'loads.held': each(() => heldLoads(pool, dealers), held),
    'loads.last': each(() => lastLoads(pool, dealers), last),
    'loads.watched-folder': () => {
      const codes = all.map(({ code }) => code);
      return watchedFolders(config, codes, dealers, Date.now());
    },
    'messages.out': each(queues, (dealer, states) => queue(dealer, 'out', states)),
    'messages.in': each(queues, (dealer, states) => queue(dealer, 'in', states)),
    'webhooks.state': each(() => readWebhooks(pool, dealers), webhooks),
  };
}

/** Whether times without a zone can be read as the dealer means them. */
function timeZones(dealers: readonly Pick<Dealer, 'code' | 'timeZone'>[]): Outcome[] {
  const unknown = dealers.filter(({ timeZone }) => !isKnown(timeZone));
  if (unknown.length === 0) return [ok('known')];
  return unknown.map(({ code, timeZone }) => ({
    ...failure(
      `${timeZone} is not known here`,
      `npm run cli -- dealer set ${code} --timezone ZONE, or install a Node.js with all time zones.`,
    ),
    dealer: code,
  }));
}

function isKnown(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).format() !== '';
  } catch {
    return false;
  }
}
