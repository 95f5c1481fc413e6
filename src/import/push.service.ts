import { Readable } from 'node:stream';
import { Inject, Injectable, UnsupportedMediaTypeException } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { resolveDealer } from '../auth/dealer-access.js';
import { CONFIG, type Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import { ImportService } from './import.service.js';
import type { LoadReport } from './load-report.js';
import type { PushQuery } from './loads.dto.js';
import { Preparation } from './preparation/preparation.js';
import { PushSource } from './push-source.js';

const RETRY_AFTER_SECONDS = 30;

/** Loads what a dealer's system sends. */
@Injectable()
export class PushService {
  #running = 0;

  constructor(
    private readonly imports: ImportService,
    private readonly database: Database,
    private readonly preparation: Preparation,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * @param body of the request, still to be read
   * @throws AppError `dealer-required`, `dealer-not-allowed`; `never-loaded-in-full`;
   *   `too-many-loads`
   */
  async push(caller: Caller, query: PushQuery, body: unknown): Promise<LoadReport> {
    const dealerCode = resolveDealer(caller, query.dealer);
    if (!(body instanceof Readable)) throw new UnsupportedMediaTypeException();
    const { mode, resources } = query;
    const source = new PushSource(body, resources, this.database, this.preparation);
    const report = await this.#oneOfFew(() => this.imports.runFrom(source, { dealerCode, mode }));
    if (report.code) throw new AppError(report.code, report.error);
    return report;
  }

  // Each holds up to eight connections to the database for as long as its sender likes.
  async #oneOfFew<T>(load: () => Promise<T>): Promise<T> {
    const most = this.config.IMPORT_PUSHES;
    if (this.#running >= most) {
      const detail = `${most} loads are being pushed to this server already`;
      throw new AppError('too-many-loads', detail, { retryAfter: RETRY_AFTER_SECONDS });
    }
    this.#running++;
    try {
      return await load();
    } finally {
      this.#running--;
    }
  }
}
