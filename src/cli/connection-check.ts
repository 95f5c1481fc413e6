import { ConnectionCheck } from '../outbox/connection/check/connection-check.js';
import { HostCheck } from '../outbox/connection/check/host-check.js';
import { TokenCheck } from '../outbox/connection/check/token-check.js';
import type { ConnectionSecrets } from '../outbox/connection/connection-secrets.js';
import type { ConnectionStore } from '../outbox/connection/connection.store.js';
import { CrsAgent } from '../outbox/sender/crs-agent.js';
import { TokenClient } from '../outbox/sender/token-client.js';
import type { AddressRules } from '../outgoing/address-rules.js';

/** The test of connections, and what lets go of the ones it has made. */
export function connectionCheck(
  store: ConnectionStore,
  secrets: ConnectionSecrets,
  rules: AddressRules,
) {
  const agent = new CrsAgent(rules);
  const tokens = new TokenCheck(new TokenClient(agent), secrets, Date.now);
  return {
    check: new ConnectionCheck(store, new HostCheck(rules), tokens),
    close: () => agent.onApplicationShutdown(),
  };
}
