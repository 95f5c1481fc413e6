import { ClientService } from '../auth/client.service.js';
import { ClientStore } from '../auth/client.store.js';
import { DealerService } from '../auth/dealer.service.js';
import { DealerStore } from '../auth/dealer.store.js';
import { SecretBox } from '../auth/secret-box.js';
import { secretsKey } from '../auth/secrets-key.js';
import { SigningKeyService } from '../auth/signing-key.service.js';
import { SigningKeyStore } from '../auth/signing-key.store.js';
import type { CrsServices } from './crs-services.js';
import { readConfig, type Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { MigrationsPendingError } from '../database/migration-error.js';
import { EventSignal } from '../events/event-signal.js';
import { EventTransaction } from '../events/event-transaction.js';
import { EventStore } from '../events/event.store.js';
import { HeldLoadService } from '../import/held-load.service.js';
import { HeldLoadStore } from '../import/held-load.store.js';
import { ImportService } from '../import/import.service.js';
import { LoadRecordStore } from '../import/load-record.store.js';
import { LoadLeaseStore } from '../import/load-lease.store.js';
import { LoadStore } from '../import/load.store.js';
import { Preparation } from '../import/preparation/preparation.js';
import { MessageSignal } from '../message/message-signal.js';
import { MessageDecisionService } from '../message/messages/message-decision.service.js';
import { MessageRecordStore } from '../message/messages/message-record.store.js';
import { DecisionStore } from '../queue/decision.store.js';
import { NotificationsService } from '../notifications/notifications.service.js';
import { OutboxService } from '../outbox/outbox.service.js';
import { QueueStore } from '../queue/queue.store.js';
import { MessageLogStore } from '../records/message-log.store.js';
import { PullLogStore } from '../records/pull-log.store.js';

/** What commands work with. */
export interface Services {
  readonly clients: ClientService;
  readonly dealers: DealerService;
  readonly imports: ImportService;
  readonly loads: LoadStore;
  readonly records: LoadRecordStore;
  readonly heldLoads: HeldLoadService;
  readonly messages: MessageRecordStore;
  readonly decisions: MessageDecisionService;
  readonly notifications: NotificationsService;
  readonly pullLog: PullLogStore;
  readonly messageLog: MessageLogStore;
  /** @throws SecretBoxError when the key that encrypts them is wrong */
  readonly keys: () => Promise<SigningKeyService>;
  /** @throws SecretBoxError when the key that encrypts secrets is missing */
  readonly crs: () => Promise<CrsServices>;
  close(): Promise<void>;
}

/**
 * The server's own services, on the same database: the embedded one is attached to if a server runs,
 * and started for the time of the command otherwise. Put together by hand, as Nest and what only a
 * server needs of its modules would double the time a command takes.
 * @throws MigrationsPendingError when the server of DATABASE_URL is not up to date
 */
export async function openServices(): Promise<Services> {
  const config = readConfig();
  const database = await Database.open(config);
  try {
    // Opening the embedded one has migrated it.
    const pending = config.DATABASE_URL ? await database.pendingMigrations() : [];
    if (pending.length > 0) throw new MigrationsPendingError(pending);
    return assemble(config, database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

function assemble(config: Config, database: Database): Services {
  const dealers = new DealerService(new DealerStore(database));
  const clients = new ClientService(new ClientStore(database), dealers, Date.now);
  const loads = new LoadStore(database);
  const held = new HeldLoadStore();
  const leases = new LoadLeaseStore(database, loads);
  const preparation = new Preparation(config);
  const imports = new ImportService(database, loads, held, dealers, preparation, leases);
  const records = new LoadRecordStore(database);
  const heldLoads = new HeldLoadService(database, held);
  const messages = new MessageRecordStore(database);
  const decisions = messageDecisions(database, messages);
  const notifications = notificationsService(database);
  const keys = async () => {
    const box = new SecretBox(await secretsKey(config));
    const service = new SigningKeyService(new SigningKeyStore(database), box, config, Date.now);
    await service.onApplicationBootstrap();
    return service;
  };
  const crs = async () => (await import('./crs-services.js')).crsServices(config, database);
  const close = async () => {
    try {
      await preparation.onApplicationShutdown();
    } finally {
      await database.close();
    }
  };
  return {
    clients,
    dealers,
    imports,
    loads,
    records,
    heldLoads,
    messages,
    decisions,
    notifications,
    pullLog: new PullLogStore(database),
    messageLog: new MessageLogStore(database),
    keys,
    crs,
    close,
  };
}

// Nobody in this process waits for what they tell: the servers look for themselves.
function messageDecisions(database: Database, records: MessageRecordStore): MessageDecisionService {
  const transaction = new EventTransaction(database, new EventSignal());
  const events = new EventStore(database);
  const signal = new MessageSignal();
  return new MessageDecisionService(transaction, new DecisionStore(), records, events, signal);
}

function notificationsService(database: Database): NotificationsService {
  const transaction = new EventTransaction(database, new EventSignal());
  return new NotificationsService(transaction, new OutboxService(new QueueStore(database)));
}
