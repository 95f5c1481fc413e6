import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { DealerService } from '../../auth/dealer.service.js';
import { CONFIG, type Config } from '../../config/config.js';
import { OneAtATime } from '../../mirror/one-at-a-time.js';
import { reasonOf } from '../readers/source-error.js';
import { DealerWatch } from './dealer-watch.js';
import { Turns } from './turns.js';
import { WatchService } from './watch.service.js';
import { WatchedFolder } from './watched-folder.js';

const INTERVAL = 'watched folder';
/** Of a vendor's hundreds of dealers, so many are loaded at one time by one node. */
const DEALERS_AT_ONCE = 4;
/** A shutdown does not wait longer for a load to notice that it was ended. */
const PATIENCE_MS = 3_000;

/** Looks at the watched folder from time to time. */
@Injectable()
export class WatchClock implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('WatchedFolder');
  readonly #look = new OneAtATime(() => this.pass());
  readonly #turns = new Turns(DEALERS_AT_ONCE);
  readonly #watches = new Map<string, DealerWatch>();
  readonly #underWay = new Set<Promise<void>>();
  #strangers: ReadonlySet<string> = new Set();
  #trouble: string | undefined;
  #stopping = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly folder: WatchedFolder,
    private readonly service: WatchService,
    private readonly dealers: DealerService,
    private readonly schedule: SchedulerRegistry,
  ) {}

  /** A folder that cannot be read stops the start here. @throws ConfigError */
  async onModuleInit(): Promise<void> {
    if (this.folder.isSet) await this.folder.check();
  }

  /** Watches by looking: network drives tell nobody that something has come. */
  onApplicationBootstrap(): void {
    if (!this.folder.isSet) return;
    this.schedule.addInterval(
      INTERVAL,
      setInterval(() => void this.tick(), this.#everyMs()),
    );
    void this.tick();
  }

  /** One look, whose failure is told once and not every few seconds. */
  async tick(): Promise<void> {
    try {
      await this.#look.run();
      if (this.#trouble !== undefined)
        this.#logger.log('The watched folder can be worked off again');
      this.#trouble = undefined;
    } catch (error) {
      const trouble = reasonOf(error);
      if (trouble !== this.#trouble)
        this.#logger.error({ err: error }, `The watched folder cannot be worked off: ${trouble}`);
      this.#trouble = trouble;
    }
  }

  /** Sets the work on each dealer's bundles going; {@link idle} waits for it. */
  async pass(): Promise<void> {
    const names = await this.folder.names();
    if (names.length === 0 || this.#stopping) return;
    const codes = new Set((await this.dealers.list()).map(({ code }) => code));
    this.#warnOf(names.filter((name) => !codes.has(name)));
    for (const dealer of names.filter((name) => codes.has(name))) this.#start(dealer);
  }

  /** Waits for the work that is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** Ends the loads under way; the bundles stay in `loading/`, where the next start finds them. */
  async onModuleDestroy(): Promise<void> {
    this.#stopping = true;
    if (this.schedule.doesExist('interval', INTERVAL)) this.schedule.deleteInterval(INTERVAL);
    await this.service.stop().catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
    await Promise.race([this.#look.idle().then(() => this.idle()), patience]);
    clearTimeout(timer);
  }

  #start(dealer: string): void {
    let watch = this.#watches.get(dealer);
    if (!watch) {
      const work = () => this.service.workOff(this.folder.of(dealer));
      watch = new DealerWatch(dealer, this.#everyMs(), this.#turns, work);
      this.#watches.set(dealer, watch);
    }
    const look = watch.look(() => this.#stopping);
    this.#underWay.add(look);
    void look.finally(() => this.#underWay.delete(look));
  }

  #warnOf(strangers: readonly string[]): void {
    for (const name of strangers.filter((one) => !this.#strangers.has(one)))
      this.#logger.warn({ folder: name }, 'A folder in IMPORT_WATCH_DIR is named after no dealer');
    this.#strangers = new Set(strangers);
  }

  #everyMs(): number {
    return this.config.IMPORT_WATCH_SECONDS * 1000;
  }
}
