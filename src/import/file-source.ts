import type { Client } from 'pg';
import type { Database } from '../database/database.js';
import { RESOURCES, type ResourceName } from '../interface/resource.js';
import { stagingName } from '../mirror/staging.js';
import type { ImportRequest } from './import-request.js';
import { LoadProgress } from './load-progress.js';
import type { LoadSource, StagingLoad } from './load-run.js';
import { batchesOf, rowsOf } from './preparation/item-batches.js';
import type { Preparation } from './preparation/preparation.js';
import { readItems } from './readers/read-items.js';
import type { FoundFiles } from './readers/source-file.js';
import { stageResource } from './stage-resource.js';

/** Rows from import files, one resource after the other. */
export class FileSource implements LoadSource {
  readonly ignored: readonly string[];
  readonly #progress: LoadProgress;

  constructor(
    private readonly found: FoundFiles,
    private readonly request: ImportRequest,
    private readonly database: Database,
    private readonly preparation: Preparation,
  ) {
    this.ignored = found.ignored;
    this.#progress = new LoadProgress(found.files, request.onProgress);
  }

  async stage(load: StagingLoad): Promise<void> {
    for (const resource of RESOURCES) await this.#stage(resource, load);
  }

  async #stage(resource: ResourceName, load: StagingLoad): Promise<void> {
    const { encoding, delimiter, dealerCode, mode } = this.request;
    const files = this.found.files.filter((file) => file.resource === resource);
    if (files.length === 0) return;
    this.#progress.begin(resource);
    let joining: Client | undefined;
    try {
      const items = readItems(files, {
        ...(encoding !== undefined && { encoding }),
        ...(delimiter !== undefined && { delimiter }),
        client: async () => (joining = await this.database.session()),
        onBytes: (bytes) => this.#progress.addBytes(bytes),
      });
      const prepared = this.preparation.prepare(batchesOf(items, resource), load.dealer);
      const counts = await stageResource(resource, rowsOf(prepared), {
        client: load.session,
        name: stagingName(dealerCode, load.loadId, resource),
        mode,
        log: load.log,
        onRows: (rows) => this.#progress.addRows(rows),
      });
      load.staged.set(resource, counts);
    } finally {
      await joining?.end();
    }
  }
}
