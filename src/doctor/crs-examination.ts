import type { Config } from '../config/config.js';
import type { Database } from '../database/database.js';
import { EventSignal } from '../events/event-signal.js';
import { EventTransaction } from '../events/event-transaction.js';
import { ConnectionCheck } from '../outbox/connection/check/connection-check.js';
import { HostCheck } from '../outbox/connection/check/host-check.js';
import { TokenCheck } from '../outbox/connection/check/token-check.js';
import { ConnectionSecrets } from '../outbox/connection/connection-secrets.js';
import { ConnectionStore } from '../outbox/connection/connection.store.js';
import type { ConnectionRow } from '../outbox/connection/connection-row.js';
import { CrsAgent } from '../outbox/sender/crs-agent.js';
import { TokenClient } from '../outbox/sender/token-client.js';
import { AddressRules } from '../outgoing/address-rules.js';
import { checkedUrl } from '../outgoing/checked-url.js';
import { systemResolver } from '../outgoing/pinned-lookup.js';
import { headerDrift, judgeDrift } from './clock.js';
import { connected, noConnection, reachable } from './crs.js';
import type { Examination } from './examination.js';
import { notChecked, type Outcome } from './finding.js';
import { presentKey } from './keys.js';
import { once } from './once.js';

/** Name, connection and TLS are at most three of them: all of it within the time of a check. */
const STEP_MS = 2_000;
const TOKEN_MS = 4_000;

/** Looks at each dealer's connection with CRS. A token is asked for and not kept; no message is sent. */
export async function examineCrs(
  examination: Examination,
  config: Config,
  database: Database,
  dealers: readonly string[],
): Promise<void> {
  const transaction = new EventTransaction(database, new EventSignal());
  const store = new ConnectionStore(database, transaction);
  const rows = once(async () => new Map((await store.list()).map((row) => [row.dealerCode, row])));
  const rules = new AddressRules(config.CRS_ALLOW_PRIVATE === 'on');
  const agent = new CrsAgent(rules, { tokenTimeoutMs: TOKEN_MS });
  const check = once(() => connectionCheck(config, store, agent));
  try {
    await examination.run({
      'crs.connected': async () => {
        const all = await rows();
        return dealers.flatMap((dealer) => connected(dealer, all.get(dealer), Date.now()));
      },
    });
    await examination.runEach('crs.reachable', dealers, async (dealer) => {
      if (!(await rows()).has(dealer)) return noConnection();
      return reachable(dealer, await (await check()).run(dealer));
    });
    await examination.runEach('clock.crs', dealers, async (dealer) =>
      clockOf((await rows()).get(dealer), agent),
    );
  } finally {
    await agent.onApplicationShutdown();
  }
}

async function connectionCheck(
  config: Config,
  store: ConnectionStore,
  agent: CrsAgent,
): Promise<ConnectionCheck> {
  const box = await presentKey(config);
  if (!box) throw new Error('there is no key to open the secret with');
  const hosts = new HostCheck(agent.rules, systemResolver, STEP_MS);
  const tokens = new TokenCheck(new TokenClient(agent), new ConnectionSecrets(box), Date.now);
  return new ConnectionCheck(store, hosts, tokens);
}

/** CRS's clock, as it tells it now; else as it was told with the last message. */
async function clockOf(row: ConnectionRow | undefined, agent: CrsAgent): Promise<Outcome> {
  if (!row) return noConnection();
  const now = await told(row.tokenUrl, agent).catch(() => undefined);
  const drift = now ?? row.clockDriftMs ?? undefined;
  if (drift === undefined) return notChecked('CRS does not tell its time');
  const when = now === undefined ? `, at ${row.clockDriftTime?.toISOString()},` : '';
  return judgeDrift(`CRS's clock${when}`, drift);
}

async function told(url: string, agent: CrsAgent): Promise<number | undefined> {
  return headerDrift(checkedUrl(url, agent.rules).href, agent);
}
