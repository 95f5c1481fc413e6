import { DealerService } from '../../src/auth/dealer.service.js';
import { DealerStore } from '../../src/auth/dealer.store.js';
import type { Database } from '../../src/database/database.js';
import { HeldLoadStore } from '../../src/import/held-load.store.js';
import { ImportService } from '../../src/import/import.service.js';
import { LoadLeaseStore } from '../../src/import/load-lease.store.js';
import { LoadStore } from '../../src/import/load.store.js';
import { Preparation } from '../../src/import/preparation/preparation.js';

/** The service that runs loads, put together by hand and without threads. */
export function importService(database: Database): ImportService {
  const loads = new LoadStore(database);
  return new ImportService(
    database,
    loads,
    new HeldLoadStore(),
    new DealerService(new DealerStore(database)),
    new Preparation({ IMPORT_WORKERS: 0 }),
    new LoadLeaseStore(database, loads),
  );
}
