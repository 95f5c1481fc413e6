import { SecretBox } from '../auth/secret-box.js';
import { secretsKey } from '../auth/secrets-key.js';
import type { Config } from '../config/config.js';
import type { Database } from '../database/database.js';
import { EventSignal } from '../events/event-signal.js';
import { EventTransaction } from '../events/event-transaction.js';
import type { CheckReport } from '../outbox/connection/check/check-step.js';
import { ConnectionSecrets } from '../outbox/connection/connection-secrets.js';
import { ConnectionService } from '../outbox/connection/connection.service.js';
import { ConnectionStore } from '../outbox/connection/connection.store.js';
import { AddressRules } from '../outgoing/address-rules.js';

/** What the commands of `crs` work with. */
export interface CrsServices {
  readonly connections: ConnectionService;
  /** Tests a dealer's connection. @throws AppError `not-found` */
  readonly test: (dealerCode: string) => Promise<CheckReport>;
}

/** @throws SecretBoxError when the key that encrypts secrets is missing */
export async function crsServices(config: Config, database: Database): Promise<CrsServices> {
  const secrets = new ConnectionSecrets(new SecretBox(await secretsKey(config)));
  const rules = new AddressRules(config.CRS_ALLOW_PRIVATE === 'on');
  // Nobody in this process waits for what is due: the servers look for themselves.
  const transaction = new EventTransaction(database, new EventSignal());
  const store = new ConnectionStore(database, transaction);
  return {
    connections: new ConnectionService(store, secrets, rules, Date.now),
    async test(dealerCode) {
      // Half a second to load, for this one command.
      const { connectionCheck } = await import('./connection-check.js');
      const { check, close } = connectionCheck(store, secrets, rules);
      try {
        return await check.run(dealerCode);
      } finally {
        await close();
      }
    },
  };
}
