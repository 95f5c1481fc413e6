import { EventSignal } from '../../src/events/event-signal.js';
import { EventTransaction } from '../../src/events/event-transaction.js';
import type { Database } from '../../src/database/database.js';
import { ConnectionCheck } from '../../src/outbox/connection/check/connection-check.js';
import { HostCheck } from '../../src/outbox/connection/check/host-check.js';
import { TokenCheck } from '../../src/outbox/connection/check/token-check.js';
import { ConnectionService } from '../../src/outbox/connection/connection.service.js';
import { ConnectionStore } from '../../src/outbox/connection/connection.store.js';
import { CrsAgent } from '../../src/outbox/sender/crs-agent.js';
import { TokenClient } from '../../src/outbox/sender/token-client.js';
import { AddressRules } from '../../src/outgoing/address-rules.js';
import type { CrsPeer } from './crs-peer.js';
import { SECRETS } from './outbox-world.js';

/** The connections of a database, with the key that {@link SECRETS} has; loopback is allowed. */
export function connectionsOf(database: Database, clock: () => number = Date.now) {
  const store = new ConnectionStore(database, new EventTransaction(database, new EventSignal()));
  const rules = new AddressRules(true);
  const tokens = new TokenCheck(new TokenClient(new CrsAgent(rules)), SECRETS, clock);
  return {
    store,
    connections: new ConnectionService(store, SECRETS, rules, clock),
    check: new ConnectionCheck(store, new HostCheck(rules), tokens),
  };
}

/** All that it takes to connect with a peer, as its client `dealer`. */
export function settingsOf({ messageUrl, tokenUrl }: Pick<CrsPeer, 'messageUrl' | 'tokenUrl'>) {
  return {
    messageUrl,
    tokenUrl,
    clientId: 'dealer',
    clientSecret: 's3cret-of-the-dealer',
    environment: 'test' as const,
  };
}
