import { PassThrough } from 'node:stream';
import type { Database } from '../database/database.js';
import { RESOURCES, type ResourceName } from '../interface/resource.js';
import { stagingName } from '../mirror/staging.js';
import { BODY, textOf } from './body-text.js';
import type { LoadSource, StagingLoad } from './load-run.js';
import { batchesOf } from './preparation/item-batches.js';
import type { Preparation } from './preparation/preparation.js';
import type { PreparedRows } from './preparation/prepared-batch.js';
import { readNdjson } from './readers/ndjson-reader.js';
import { SourceError } from './readers/source-error.js';
import { stageResource, type StagedCounts } from './stage-resource.js';

/**
 * Rows that a dealer's system sends: NDJSON in which each line names its resource, in any order.
 *
 * Each resource that occurs is staged at once, by a COPY on a connection of its own: so a row is
 * held only until its COPY has taken it, whatever the order. (One COPY after the other would have to
 * keep the other resources' rows somewhere; a table or files in between would write each row twice.)
 * A resource whose COPY is slow holds up the reading, and that the sender.
 */
export class PushSource implements LoadSource {
  readonly ignored: readonly string[] = [];

  /**
   * @param body as it is sent; an error of it is an upload that was aborted
   * @param named resources that are loaded even when no line is theirs
   */
  constructor(
    private readonly body: AsyncIterable<Buffer>,
    private readonly named: readonly ResourceName[],
    private readonly database: Database,
    private readonly preparation: Preparation,
  ) {}

  async stage(load: StagingLoad): Promise<void> {
    const lanes = new Map<ResourceName, Lane>();
    const laneOf = (resource: ResourceName): Lane => {
      const lane = lanes.get(resource) ?? new Lane(resource, load, this.database);
      lanes.set(resource, lane);
      return lane;
    };
    try {
      for (const resource of this.named) laneOf(resource);
      const items = readNdjson(BODY, textOf(this.body));
      const prepared = this.preparation.prepare(batchesOf(items), load.dealer);
      for await (const { resources } of prepared)
        for (const rows of resources) await laneOf(rows.resource).add(rows);
      if (lanes.size === 0)
        throw new SourceError(`The ${BODY} has no rows, and names no resources`);
      for (const resource of RESOURCES) {
        const counts = await lanes.get(resource)?.end();
        if (counts) load.staged.set(resource, counts);
      }
    } catch (error) {
      // Staging is dropped afterwards, so nobody may be writing to it any more.
      await Promise.all([...lanes.values()].map((lane) => lane.fail(error as Error)));
      throw error;
    }
  }
}

/** One resource's way from the body to its staging table. */
class Lane {
  readonly #rows = new PassThrough({ objectMode: true, highWaterMark: 1 });
  readonly #staged: Promise<StagedCounts>;

  #failed = false;
  #wake: () => void = () => undefined;

  constructor(
    private readonly resource: ResourceName,
    private readonly load: StagingLoad,
    private readonly database: Database,
  ) {
    this.#rows.on('drain', () => this.#wake()).on('error', () => undefined);
    this.#staged = this.#stage();
    this.#staged.catch(() => {
      this.#failed = true;
      this.#wake();
    });
  }

  /** Resolves when there is room for more. @throws what staging fails with */
  async add(rows: PreparedRows): Promise<void> {
    // Not a race with #staged: each would leave something with that promise until the load's end.
    if (!this.#failed && !this.#rows.write(rows))
      await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#failed) await this.#staged;
  }

  /** @throws what staging fails with */
  end(): Promise<StagedCounts> {
    this.#rows.end();
    return this.#staged;
  }

  /** Gives up; resolves when nothing is written any more. */
  async fail(reason: Error): Promise<void> {
    this.#rows.destroy(reason);
    await this.#staged.catch(() => undefined);
  }

  #stage(): Promise<StagedCounts> {
    const { request, loadId, log } = this.load;
    return this.database.withSession((client) =>
      stageResource(this.resource, this.#rows as AsyncIterable<PreparedRows>, {
        client,
        name: stagingName(request.dealerCode, loadId, this.resource),
        mode: request.mode,
        log,
      }),
    );
  }
}
