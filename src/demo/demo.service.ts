import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ClientService } from '../auth/client.service.js';
import { DealerService } from '../auth/dealer.service.js';
import { CONFIG, type Config } from '../config/config.js';
import { ImportService } from '../import/import.service.js';
import { DEMO_DEALER, DEMO_SIZE } from './demo-dealer.js';
import { readNote, writeNote, type DemoClient } from './demo-note.js';
import { generateBundle } from './generate-bundle.js';

const SEED = 1;

/** Makes the demo dealer on the first start with an empty embedded database. */
@Injectable()
export class DemoService {
  readonly #logger = new Logger(DemoService.name);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly dealers: DealerService,
    private readonly clients: ClientService,
    private readonly imports: ImportService,
  ) {}

  /**
   * Makes the demo dealer, its data and its client where they are missing; a start that was killed
   * in the middle is completed by the next one.
   * @returns the demo client, or undefined where there is no demo
   */
  async ensure(): Promise<DemoClient | undefined> {
    const { DATABASE_URL, DATA_DIR, DEMO, NODE_ENV } = this.config;
    if (DATABASE_URL || DEMO === 'off' || NODE_ENV === 'production') return undefined;
    const note = await readNote(DATA_DIR);
    if (note?.state === 'ready') return note;
    const dealers = await this.dealers.list();
    if (!note && dealers.length > 0) return undefined;
    await writeNote(DATA_DIR, { state: 'creating' });
    if (!dealers.some(({ code }) => code === DEMO_DEALER.code))
      await this.dealers.add({ ...DEMO_DEALER });
    await this.#load();
    const client = await this.#client();
    await writeNote(DATA_DIR, { state: 'ready', ...client });
    return client;
  }

  async #load(): Promise<void> {
    this.#logger.log('Making the demo dealer: its data is generated and loaded');
    // Always the same folder: what a killed start leaves there, the next one replaces and removes.
    const out = join(this.config.DATA_DIR, 'demo-bundle');
    try {
      const asOf = new Date(new Date().setUTCHours(0, 0, 0, 0));
      await generateBundle({ out, seed: SEED, asOf, overwrite: true, ...DEMO_SIZE });
      const request = { dealerCode: DEMO_DEALER.code, paths: [out], mode: 'full' } as const;
      const { state, error } = await this.imports.run(request);
      if (state !== 'published') throw new Error(`The demo data could not be loaded: ${error}`);
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  }

  async #client(): Promise<DemoClient> {
    const dealers = [DEMO_DEALER.code];
    const { clientId, clientSecret } = await this.clients.create({ name: 'Demo', dealers });
    if (clientSecret === undefined) throw new Error('The demo client was given no secret');
    return { clientId, clientSecret };
  }
}
