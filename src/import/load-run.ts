import type { Client } from 'pg';
import type { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import { RESOURCES, type ResourceName } from '../interface/resource.js';
import { publishLoad, type PublishedLoad } from '../mirror/publish.js';
import { dropStaging, stagingName } from '../mirror/staging.js';
import type { ImportRequest } from './import-request.js';
import { IssueLog } from './issue-log.js';
import { LoadProgress } from './load-progress.js';
import type { LoadReport, ResourceReport } from './load-report.js';
import type { LoadStore } from './load.store.js';
import type { DealerOptions } from './prepare-row.js';
import { readRecords } from './readers/read-records.js';
import { reasonOf } from './readers/source-error.js';
import { SourceError, type FoundFiles } from './readers/source-file.js';
import { stageResource, type StagedCounts } from './stage-resource.js';

/** A load that has begun, and what it works with. */
export interface BegunLoad {
  readonly request: ImportRequest;
  readonly loadId: number;
  readonly dealer: DealerOptions;
  readonly found: FoundFiles;
  /** The load's own connection; it holds the load's lock. */
  readonly session: Client;
  readonly database: Database;
  readonly loads: LoadStore;
}

type Outcome =
  | ({ readonly state: 'published' } & PublishedLoad)
  | { readonly state: 'failed'; readonly error: string };

/** One load on its way from its files to a new generation, or to the reason why there is none. */
export class LoadRun {
  readonly #staged = new Map<ResourceName, StagedCounts>();
  readonly #started = performance.now();
  readonly #log: IssueLog;
  readonly #progress: LoadProgress;

  constructor(private readonly load: BegunLoad) {
    const { request, loads, loadId, found } = load;
    this.#log = new IssueLog(loads, request.dealerCode, loadId);
    this.#progress = new LoadProgress(found.files, request.onProgress);
  }

  /** @throws what is no fault of the data, such as a database that is gone */
  async run(): Promise<LoadReport> {
    const { session, request, loadId } = this.load;
    try {
      for (const resource of RESOURCES) await this.#stage(resource);
      return await this.#publish();
    } catch (error) {
      return await this.#fail(error);
    } finally {
      // What cannot be dropped now is dropped by the next load.
      await dropStaging(session, request.dealerCode, loadId).catch(() => undefined);
    }
  }

  async #stage(resource: ResourceName): Promise<void> {
    const { request, loadId, session, dealer, found, database } = this.load;
    const { encoding, delimiter, dealerCode, mode } = request;
    const files = found.files.filter((file) => file.resource === resource);
    if (files.length === 0) return;
    this.#progress.begin(resource);
    let joining: Client | undefined;
    try {
      const records = readRecords(files, {
        ...(encoding !== undefined && { encoding }),
        ...(delimiter !== undefined && { delimiter }),
        client: async () => (joining = await database.session()),
        onBytes: (bytes) => this.#progress.addBytes(bytes),
      });
      const counts = await stageResource(resource, records, {
        client: session,
        name: stagingName(dealerCode, loadId, resource),
        mode,
        dealer,
        log: this.#log,
        onRows: (rows) => this.#progress.addRows(rows),
      });
      this.#staged.set(resource, counts);
    } finally {
      await joining?.end();
    }
  }

  /** The record of the load is committed with what it publishes: there is never one without the other. */
  async #publish(): Promise<LoadReport> {
    const { request, loadId, session, loads } = this.load;
    const { dealerCode, mode, dryRun = false } = request;
    const resources = [...this.#staged.keys()];
    let report: LoadReport | undefined;
    const record = async (published: PublishedLoad) => {
      report = this.#report({ state: 'published', ...published });
      await loads.finish(report, session);
    };
    const staged = { dealerCode, loadId, mode, resources, dryRun };
    const published = await publishLoad(session, staged, record);
    if (dryRun) await record(published);
    return report ?? this.#report({ state: 'published', ...published });
  }

  async #fail(fault: unknown): Promise<LoadReport> {
    const report = this.#report({ state: 'failed', error: reasonOf(fault) });
    await this.#log.flush().catch(() => undefined);
    // When not even that can be written, the first error is still the one to tell.
    const recorded = await this.load.loads.finish(report).then(
      () => true,
      () => false,
    );
    if (recorded && (fault instanceof SourceError || fault instanceof AppError)) return report;
    throw fault;
  }

  #report(outcome: Outcome): LoadReport {
    const { request, loadId, found } = this.load;
    return {
      dealer: request.dealerCode,
      load: loadId,
      mode: request.mode,
      dryRun: request.dryRun ?? false,
      state: outcome.state,
      ...(outcome.state === 'published' && { generation: Number(outcome.generation) }),
      seconds: Math.round(performance.now() - this.#started) / 1000,
      resources: this.#resources(outcome.state === 'published' ? outcome.counts : undefined),
      rejects: this.#log.firstRejects,
      ignored: found.ignored,
      ...(outcome.state === 'failed' && { error: outcome.error }),
    };
  }

  #resources(counts: PublishedLoad['counts'] | undefined): LoadReport['resources'] {
    const resources: Partial<Record<ResourceName, ResourceReport>> = {};
    for (const [resource, { read, upserts, ...rest }] of this.#staged) {
      const { added = 0, changed = 0, removed = 0 } = counts?.get(resource) ?? {};
      const unchanged = counts ? upserts - added - changed : 0;
      resources[resource] = { read, added, changed, unchanged, removed, ...rest };
    }
    return resources;
  }
}
