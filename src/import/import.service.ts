import { Injectable } from '@nestjs/common';
import { DealerService } from '../auth/dealer.service.js';
import { Database } from '../database/database.js';
import { FileSource } from './file-source.js';
import { HeldLoadStore } from './held-load.store.js';
import type { ImportRequest, LoadRequest } from './import-request.js';
import type { LoadReport } from './load-report.js';
import { LoadRun, type LoadSource } from './load-run.js';
import { LoadStore } from './load.store.js';
import { findSourceFiles } from './readers/source-file.js';

export type { ImportProgress, ImportRequest } from './import-request.js';

/** Loads a dealer's data: source files in, one new generation out, or nothing at all. */
@Injectable()
export class ImportService {
  constructor(
    private readonly database: Database,
    private readonly loads: LoadStore,
    private readonly held: HeldLoadStore,
    private readonly dealers: DealerService,
  ) {}

  /**
   * Runs one load to its end. Faults of the data are told in the report; what is thrown is a fault
   * of the call (an unknown dealer, a path that does not exist) or of the database.
   */
  async run(request: ImportRequest): Promise<LoadReport> {
    const found = await findSourceFiles([...request.paths]);
    return this.runFrom(new FileSource(found, request, this.database), request);
  }

  /** The same, of rows that come from elsewhere. */
  async runFrom(source: LoadSource, request: LoadRequest): Promise<LoadReport> {
    const { dealerCode, mode } = request;
    const { database, loads, held } = this;
    const dealer = await this.dealers.get(dealerCode);
    return database.withSession(async (session) => {
      await loads.failInterrupted(session, dealerCode);
      const loadId = await loads.begin(session, dealerCode, mode);
      return new LoadRun({ request, loadId, dealer, source, session, loads, held }).run();
    });
  }
}
