import type { Client } from 'pg';
import type { Dealer } from '../auth/dealer.js';
import { AppError } from '../errors.js';
import { appendEvents } from '../events/append-events.js';
import type { NewEvent } from '../events/event.js';
import type { ResourceName } from '../interface/resource.js';
import { publishLoad, type PublishedLoad } from '../mirror/publish.js';
import { dropStaging } from '../mirror/staging.js';
import { reasonsToHold } from './guard.js';
import type { HeldLoadStore } from './held-load.store.js';
import { IssueLog } from './issue-log.js';
import type { LoadRequest } from './import-request.js';
import { recountedResources } from './load-counts.js';
import { LoadLease } from './load-lease.js';
import type { LoadLeaseStore } from './load-lease.store.js';
import type { LoadReport } from './load-report.js';
import type { LoadStore } from './load.store.js';
import { reasonOf, SourceError } from './readers/source-error.js';
import type { StagedCounts } from './stage-resource.js';

/** Where the rows of a load come from. */
export interface LoadSource {
  /** Entries of the given folders that are no import files. */
  readonly ignored: readonly string[];
  /**
   * Reads, checks and stages all rows.
   * @throws SourceError when they cannot be read to their end
   */
  stage(load: StagingLoad): Promise<void>;
}

/** A load whose rows are being staged. */
export interface StagingLoad {
  readonly request: LoadRequest;
  readonly loadId: number;
  readonly dealer: Dealer;
  /** The load's own connection; it holds the load's lock. */
  readonly session: Client;
  readonly log: IssueLog;
  /** To be filled: each resource when it is staged. */
  readonly staged: Map<ResourceName, StagedCounts>;
}

/** A load that has begun, and what it works with. */
export interface BegunLoad extends Omit<StagingLoad, 'log' | 'staged'> {
  readonly source: LoadSource;
  readonly loads: LoadStore;
  readonly held: HeldLoadStore;
  readonly leases: LoadLeaseStore;
}

type Outcome =
  | { readonly state: 'published' | 'held'; readonly published: PublishedLoad }
  | { readonly state: 'failed'; readonly fault: unknown };

/** One load on its way from its rows to a new generation, or to the reason why there is none. */
export class LoadRun {
  readonly #staged = new Map<ResourceName, StagedCounts>();
  readonly #started = performance.now();
  readonly #log: IssueLog;
  readonly #lease: LoadLease;
  /** Loads whose staging is of no more use. */
  #over: readonly number[];

  constructor(private readonly load: BegunLoad) {
    const { request, loads, loadId, leases } = load;
    this.#lease = new LoadLease(leases, request.dealerCode, loadId);
    this.#log = new IssueLog(loads, request.dealerCode, loadId);
    this.#over = [loadId];
  }

  /** @throws what is no fault of the data, such as a database that is gone */
  async run(): Promise<LoadReport> {
    const { session, request, loadId, leases } = this.load;
    this.#lease.start();
    try {
      await this.load.source.stage({ ...this.load, log: this.#log, staged: this.#staged });
      await leases.awaitTurn(session, request.dealerCode, loadId);
      return await this.#publish();
    } catch (error) {
      return await this.#fail(error);
    } finally {
      this.#lease.stop();
      // What cannot be dropped now is dropped by the next load.
      for (const over of this.#over)
        await dropStaging(session, request.dealerCode, over).catch(() => undefined);
    }
  }

  /** The record of the load is committed with what it publishes: there is never one without the other. */
  async #publish(): Promise<LoadReport> {
    const { request, dealer, loadId, session, loads, held } = this.load;
    const { dealerCode, mode, dryRun = false } = request;
    const load = { dealerCode, loadId, mode, resources: [...this.#staged.keys()], dryRun };
    let superseded: number[] = [];
    const published = await publishLoad(session, load, {
      admit: () => loads.requireRunning(session, dealerCode, loadId),
      ...(mode === 'full' && {
        object: (counts, before) => reasonsToHold(dealer, this.#staged, counts, before),
      }),
      record: async (outcome) => {
        await loads.finish(this.#report({ state: 'published', published: outcome }), session);
        superseded = await held.supersede(session, dealerCode);
        await appendEvents(session, dealerCode, [this.#told('load.published', outcome)]);
      },
    });
    this.#over = [...this.#over, ...superseded];
    const state = published.objections.length > 0 ? 'held' : 'published';
    const report = this.#report({ state, published });
    if (dryRun) await loads.finish(report);
    else if (state === 'held')
      this.#over = await held.hold(session, report, this.#told('load.held', published));
    return report;
  }

  #told(type: NewEvent['type'], { generation, objections }: PublishedLoad): NewEvent {
    const { loadId: load, request } = this.load;
    const about = { load, mode: request.mode, resources: [...this.#staged.keys()] };
    const data =
      type === 'load.held'
        ? { ...about, reasons: objections }
        : { ...about, generation: Number(generation) };
    return { type, data };
  }

  async #fail(fault: unknown): Promise<LoadReport> {
    const report = this.#report({ state: 'failed', fault });
    await this.#log.flush().catch(() => undefined);
    try {
      await this.load.loads.finish(report);
    } catch (error) {
      // That it was given up is why all else failed; but when nothing can be written, the first error
      // is the one to tell.
      throw error instanceof AppError ? error : fault;
    }
    if (isOfData(fault)) return report;
    throw fault;
  }

  #report(outcome: Outcome): LoadReport {
    const { request, loadId, source } = this.load;
    const published = outcome.state === 'failed' ? undefined : outcome.published;
    return {
      dealer: request.dealerCode,
      load: loadId,
      mode: request.mode,
      dryRun: request.dryRun ?? false,
      state: outcome.state,
      ...(outcome.state === 'published' && { generation: Number(outcome.published.generation) }),
      seconds: Math.round(performance.now() - this.#started) / 1000,
      resources: recountedResources(this.#staged, published?.counts),
      rejects: this.#log.firstRejects,
      ignored: source.ignored,
      ...(outcome.state === 'held' && { reasons: outcome.published.objections }),
      ...(outcome.state === 'failed' && { error: reasonOf(outcome.fault) }),
      ...(outcome.state === 'failed' && !isOfData(outcome.fault) && { technical: true }),
      ...(outcome.state === 'failed' &&
        outcome.fault instanceof AppError && { code: outcome.fault.code }),
    };
  }
}

function isOfData(fault: unknown): boolean {
  return (
    fault instanceof SourceError || (fault instanceof AppError && fault.kind !== 'unavailable')
  );
}
