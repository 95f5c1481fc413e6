import { Injectable } from '@nestjs/common';
import { DealerService } from '../auth/dealer.service.js';
import { Database } from '../database/database.js';
import type { ImportRequest } from './import-request.js';
import type { LoadReport } from './load-report.js';
import { LoadRun } from './load-run.js';
import { LoadStore } from './load.store.js';
import { findSourceFiles } from './readers/source-file.js';

export type { ImportProgress, ImportRequest } from './import-request.js';

/** Loads a dealer's data: source files in, one new generation out, or nothing at all. */
@Injectable()
export class ImportService {
  constructor(
    private readonly database: Database,
    private readonly loads: LoadStore,
    private readonly dealers: DealerService,
  ) {}

  /**
   * Runs one load to its end. Faults of the data are told in the report; what is thrown is a fault
   * of the call (an unknown dealer, a path that does not exist) or of the database.
   */
  async run(request: ImportRequest): Promise<LoadReport> {
    const { dealerCode, paths, mode } = request;
    const { database, loads } = this;
    const found = await findSourceFiles([...paths]);
    const { timeZone, currency } = await this.dealers.get(dealerCode);
    const dealer = { timeZone, currency };
    return database.withSession(async (session) => {
      await loads.failInterrupted(session, dealerCode);
      const loadId = await loads.begin(session, dealerCode, mode);
      return new LoadRun({ request, loadId, dealer, found, session, database, loads }).run();
    });
  }
}
