import { PassThrough } from 'node:stream';
import type { Database } from '../database/database.js';
import { RESOURCES, type ResourceName } from '../interface/resource.js';
import { stagingName } from '../mirror/staging.js';
import type { LoadSource, StagingLoad } from './load-run.js';
import { readNdjson } from './readers/ndjson-reader.js';
import { SourceError } from './readers/source-error.js';
import type { SourceRecord } from './readers/source-record.js';
import { stageResource, type StagedCounts } from './stage-resource.js';
import { BODY, byResource, textOf } from './tagged-records.js';

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
      for await (const records of readNdjson(BODY, textOf(this.body)))
        for (const [resource, own] of byResource(records)) await laneOf(resource).add(own);
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
  readonly #records = new PassThrough({ objectMode: true, highWaterMark: 1 });
  readonly #staged: Promise<StagedCounts>;

  #failed = false;
  #wake: () => void = () => undefined;

  constructor(
    private readonly resource: ResourceName,
    private readonly load: StagingLoad,
    private readonly database: Database,
  ) {
    this.#records.on('drain', () => this.#wake()).on('error', () => undefined);
    this.#staged = this.#stage();
    this.#staged.catch(() => {
      this.#failed = true;
      this.#wake();
    });
  }

  /** Resolves when there is room for more. @throws what staging fails with */
  async add(records: readonly SourceRecord[]): Promise<void> {
    // Not a race with #staged: each would leave something with that promise until the load's end.
    if (!this.#failed && !this.#records.write(records))
      await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#failed) await this.#staged;
  }

  /** @throws what staging fails with */
  end(): Promise<StagedCounts> {
    this.#records.end();
    return this.#staged;
  }

  /** Gives up; resolves when nothing is written any more. */
  async fail(reason: Error): Promise<void> {
    this.#records.destroy(reason);
    await this.#staged.catch(() => undefined);
  }

  #stage(): Promise<StagedCounts> {
    const { request, loadId, dealer, log } = this.load;
    return this.database.withSession((client) =>
      stageResource(this.resource, this.#records as AsyncIterable<SourceRecord[]>, {
        client,
        name: stagingName(request.dealerCode, loadId, this.resource),
        mode: request.mode,
        dealer,
        log,
      }),
    );
  }
}
