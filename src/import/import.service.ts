import { Injectable } from '@nestjs/common';
import type { Client } from 'pg';
import { DealerService } from '../auth/dealer.service.js';
import { Database } from '../database/database.js';
import { FileSource } from './file-source.js';
import { HeldLoadStore } from './held-load.store.js';
import type { ImportRequest, LoadRequest } from './import-request.js';
import type { LoadReport } from './load-report.js';
import { LoadLeaseStore } from './load-lease.store.js';
import { LoadRun, type LoadSource } from './load-run.js';
import { LoadStore } from './load.store.js';
import { Preparation } from './preparation/preparation.js';
import { findSourceFiles, type FoundFiles } from './readers/source-file.js';

export type { ImportProgress, ImportRequest } from './import-request.js';

/** Loads a dealer's data: source files in, one new generation out, or nothing at all. */
@Injectable()
export class ImportService {
  constructor(
    private readonly database: Database,
    private readonly loads: LoadStore,
    private readonly held: HeldLoadStore,
    private readonly dealers: DealerService,
    private readonly preparation: Preparation,
    private readonly leases: LoadLeaseStore,
  ) {}

  /**
   * Runs one load to its end. Faults of the data are told in the report; what is thrown is a fault
   * of the call (an unknown dealer, a path that does not exist) or of the database.
   */
  async run(request: ImportRequest): Promise<LoadReport> {
    const found = await findSourceFiles([...request.paths]);
    return this.runFrom(this.sourceOf(found, request), request);
  }

  /** The rows of files that were found. */
  sourceOf(found: FoundFiles, request: ImportRequest): LoadSource {
    return new FileSource(found, request, this.database, this.preparation);
  }

  /** The same, of rows that come from elsewhere. */
  runFrom(source: LoadSource, request: LoadRequest): Promise<LoadReport> {
    return this.database.withSession((session) => this.runOn(session, source, request));
  }

  /** The same, on a connection that the caller opened for this load alone, and ends after it. */
  async runOn(session: Client, source: LoadSource, request: LoadRequest): Promise<LoadReport> {
    const { dealerCode, mode, bundle } = request;
    const { loads, held, leases } = this;
    const dealer = await this.dealers.get(dealerCode);
    await loads.failInterrupted(session, dealerCode);
    const loadId = await loads.begin(session, dealerCode, mode, bundle);
    return new LoadRun({ request, loadId, dealer, source, session, loads, held, leases }).run();
  }
}
