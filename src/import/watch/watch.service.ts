import { Injectable, Logger } from '@nestjs/common';
import type { Client } from 'pg';
import { Database } from '../../database/database.js';
import { ImportService } from '../import.service.js';
import { rowsOf, type BundleReport } from './bundle-report.js';
import { BundleSource } from './bundle-source.js';
import type { DealerFolder, HeldBundle, TakenBundle, WaitingBundle } from './dealer-folder.js';
import { readDoneNote } from './done-note.js';
import { finalReport, givenUp, mayYetSucceed, PLACE_OF } from './outcome.js';
import { WatchStore } from './watch.store.js';

/** Brings the bundles of one dealer after the other to their end. */
@Injectable()
export class WatchService {
  readonly #logger = new Logger('WatchedFolder');
  readonly #backends = new Set<number>();
  #stopping = false;

  constructor(
    private readonly database: Database,
    private readonly store: WatchStore,
    private readonly imports: ImportService,
  ) {}

  /**
   * Loads the dealer's bundles, one at a time and the oldest first, until there are no more; or none
   * while another node works on them.
   * @throws what is no fault of a bundle, such as a database that is gone: the bundle stays in
   *   `loading/`, and those after it wait
   */
  async workOff(folder: DealerFolder): Promise<void> {
    await this.#releaseHeld(folder);
    while (await this.#next(folder));
  }

  /** Takes no bundle any more, and ends the loads under way: the next start takes them up. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#backends.size > 0) await this.store.endSessions([...this.#backends]);
  }

  /** Whether there may be another one. */
  async #next(folder: DealerFolder): Promise<boolean> {
    if (this.#stopping || (await folder.waiting()).length === 0) return false;
    return this.#alone(folder.dealer, async (session) => {
      // Looked at again, now that no other node changes it.
      const [bundle] = await folder.waiting();
      const taken = bundle && (await this.#take(folder, bundle));
      if (taken) await this.#finish(session, folder, taken).catch((error) => refuse(taken, error));
      return taken !== undefined;
    });
  }

  async #take(folder: DealerFolder, bundle: WaitingBundle): Promise<TakenBundle | undefined> {
    const taken = bundle.taken ?? (await folder.take(bundle));
    const words = bundle.taken ? 'Took up a bundle again' : 'Took a bundle';
    if (taken) this.#logger.log({ dealer: folder.dealer, bundle: taken.takenAs }, words);
    return taken;
  }

  async #finish(session: Client, folder: DealerFolder, taken: TakenBundle): Promise<void> {
    const before = await this.store.loadOf(session, folder.dealer, taken.takenAs);
    const report =
      finalReport(before) ??
      givenUp(folder.dealer, before) ??
      (await this.#load(session, folder.dealer, taken));
    const place = PLACE_OF[report.state] ?? 'failed';
    const name = await folder.putAway(taken, place, report);
    this.#tell(report, `${place}/${name}`);
  }

  async #load(session: Client, dealerCode: string, taken: TakenBundle): Promise<BundleReport> {
    const note = await readDoneNote(taken.path);
    const source = new BundleSource({ ...taken, note }, this.imports);
    const request = { dealerCode, mode: note.mode, bundle: taken.takenAs };
    const report = await this.imports.runOn(session, source, request);
    if (mayYetSucceed(report)) throw new Error(report.error);
    return report;
  }

  /** Bundles whose held load was confirmed, discarded or superseded meanwhile move on. */
  async #releaseHeld(folder: DealerFolder): Promise<void> {
    if ((await this.#decided(folder)).length === 0) return;
    await this.#alone(folder.dealer, async () => {
      for (const { bundle, report } of await this.#decided(folder)) {
        const place = report.state === 'published' ? 'loaded' : 'failed';
        const name = await folder.release(bundle, place, report);
        this.#tell(report, `${place}/${name}`);
      }
      return true;
    });
  }

  async #decided(folder: DealerFolder): Promise<{ bundle: HeldBundle; report: BundleReport }[]> {
    const bundles = await folder.held();
    if (bundles.length === 0) return [];
    const numbers = bundles.map(({ load }) => load);
    const loads = await this.store.loads(folder.dealer, numbers);
    return bundles.flatMap((bundle) => {
      const report = finalReport(loads.find(({ load }) => load === bundle.load));
      return report && report.state !== 'held' ? [{ bundle, report }] : [];
    });
  }

  /** Runs the work unless another node has the dealer's bundles, and says whether more may be done. */
  #alone(dealer: string, work: (session: Client) => Promise<boolean>): Promise<boolean> {
    return this.database.withSession(async (session) => {
      const backend = await this.store.lock(session, dealer);
      if (backend === undefined || this.#stopping) return false;
      this.#backends.add(backend);
      try {
        return await work(session);
      } finally {
        this.#backends.delete(backend);
      }
    });
  }

  #tell(report: BundleReport, bundle: string): void {
    const { dealer, load, state, seconds, error, reasons } = report;
    const facts = { dealer, bundle, load, state, rows: rowsOf(report), seconds };
    if (state === 'published') this.#logger.log(facts, 'A bundle was loaded');
    else if (state === 'failed') this.#logger.error({ ...facts, error }, 'A bundle failed');
    else this.#logger.warn({ ...facts, reasons }, 'A bundle was not published');
  }
}

/** A fault that is not the bundle's, with the name of the bundle it was met at. */
export class BundleNotLoadedError extends Error {
  override readonly name = 'BundleNotLoadedError';

  constructor(
    readonly bundle: string,
    cause: unknown,
  ) {
    super(`The bundle ${bundle} could not be brought to its end`, { cause });
  }
}

function refuse({ takenAs }: TakenBundle, error: unknown): never {
  throw new BundleNotLoadedError(takenAs, error);
}
