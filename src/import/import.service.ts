import { Injectable } from '@nestjs/common';
import type { Client } from 'pg';
import { DealerService } from '../auth/dealer.service.js';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import { RESOURCES, type ResourceName } from '../interface/resource.js';
import { publishLoad } from '../mirror/publish.js';
import { dropStaging, stagingName } from '../mirror/staging.js';
import { IssueLog } from './issue-log.js';
import type { LoadMode, LoadReport, ResourceReport } from './load-report.js';
import { LoadStore } from './load.store.js';
import type { DealerOptions } from './prepare-row.js';
import { readRecords } from './readers/read-records.js';
import { findSourceFiles, SourceError, type SourceFile } from './readers/source-file.js';
import { stageResource, type StagedCounts } from './stage-resource.js';

/** What to load, and how. */
export interface ImportRequest {
  readonly dealerCode: string;
  /** Folders, or files named after their resource. */
  readonly paths: readonly string[];
  readonly mode: LoadMode;
  /** Read and check everything, and publish nothing. */
  readonly dryRun?: boolean;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** How far a load is. */
export interface ImportProgress {
  readonly resource: ResourceName | undefined;
  readonly rows: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

interface Run {
  readonly request: ImportRequest;
  readonly loadId: number;
  readonly session: Client;
  readonly dealer: DealerOptions;
  readonly files: readonly SourceFile[];
  readonly ignored: readonly string[];
  readonly log: IssueLog;
  readonly started: number;
}

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
    const { files, ignored } = await findSourceFiles([...request.paths]);
    const { timeZone, currency } = await this.dealers.get(request.dealerCode);
    const started = performance.now();
    const session = await this.database.session();
    try {
      await this.loads.failInterrupted(session, request.dealerCode);
      const loadId = await this.loads.begin(session, request.dealerCode, request.mode);
      const log = new IssueLog(this.loads, request.dealerCode, loadId);
      const dealer = { timeZone, currency };
      return await this.#load({ request, loadId, session, dealer, files, ignored, log, started });
    } finally {
      await session.end();
    }
  }

  async #load(run: Run): Promise<LoadReport> {
    const { request, loadId, session } = run;
    const staged = new Map<ResourceName, StagedCounts>();
    try {
      await this.#stage(run, staged);
      const published = await publishLoad(session, {
        dealerCode: request.dealerCode,
        loadId,
        mode: request.mode,
        resources: [...staged.keys()],
        dryRun: request.dryRun ?? false,
      });
      return await this.#finish(run, staged, { state: 'published', ...published });
    } catch (error) {
      const reason = publicReason(error);
      await run.log.flush().catch(() => undefined);
      const report = await this.#finish(run, staged, { state: 'failed', error: reason });
      if (error instanceof SourceError || error instanceof AppError) return report;
      throw error;
    } finally {
      await dropStaging(session, request.dealerCode, loadId);
    }
  }

  async #stage(run: Run, staged: Map<ResourceName, StagedCounts>): Promise<void> {
    const { request, loadId, session, dealer, files, log } = run;
    const { encoding, delimiter } = request;
    const progress = { resource: undefined as ResourceName | undefined, rows: 0, bytes: 0 };
    const totalBytes = files.reduce((sum, file) => sum + file.size, 0);
    const report = () => request.onProgress?.({ ...progress, totalBytes });
    for (const resource of RESOURCES) {
      const own = files.filter((file) => file.resource === resource);
      if (own.length === 0) continue;
      Object.assign(progress, { resource, rows: 0 });
      let joining: Client | undefined;
      try {
        const records = readRecords(own, {
          ...(encoding !== undefined && { encoding }),
          ...(delimiter !== undefined && { delimiter }),
          client: async () => (joining = await this.database.session()),
          onBytes: (bytes) => {
            progress.bytes += bytes;
            report();
          },
        });
        const counts = await stageResource(resource, records, {
          client: session,
          name: stagingName(request.dealerCode, loadId, resource),
          mode: request.mode,
          dealer,
          log,
          onRows: (rows) => {
            progress.rows += rows;
            report();
          },
        });
        staged.set(resource, counts);
      } finally {
        await joining?.end();
      }
    }
  }

  async #finish(
    { request, loadId, ignored, log, started }: Run,
    staged: ReadonlyMap<ResourceName, StagedCounts>,
    outcome: {
      state: LoadReport['state'];
      generation?: string;
      counts?: Awaited<ReturnType<typeof publishLoad>>['counts'];
      error?: string;
    },
  ): Promise<LoadReport> {
    const resources: Partial<Record<ResourceName, ResourceReport>> = {};
    for (const [resource, { read, upserts, rejected, warnings }] of staged) {
      const { added = 0, changed = 0, removed = 0 } = outcome.counts?.get(resource) ?? {};
      const unchanged = outcome.counts ? upserts - added - changed : 0;
      resources[resource] = { read, added, changed, unchanged, removed, rejected, warnings };
    }
    const report: LoadReport = {
      dealer: request.dealerCode,
      load: loadId,
      mode: request.mode,
      dryRun: request.dryRun ?? false,
      state: outcome.state,
      ...(outcome.generation !== undefined && { generation: Number(outcome.generation) }),
      seconds: Math.round(performance.now() - started) / 1000,
      resources,
      rejects: log.firstRejects,
      ignored,
      ...(outcome.error !== undefined && { error: outcome.error }),
    };
    await this.loads.finish(report);
    return report;
  }
}

function publicReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
