import { Readable } from 'node:stream';
import { Injectable, UnsupportedMediaTypeException } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { resolveDealer } from '../auth/dealer-access.js';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import { ImportService } from './import.service.js';
import type { LoadReport } from './load-report.js';
import type { PushQuery } from './loads.dto.js';
import { Preparation } from './preparation/preparation.js';
import { PushSource } from './push-source.js';

/** Loads what a dealer's system sends. */
@Injectable()
export class PushService {
  constructor(
    private readonly imports: ImportService,
    private readonly database: Database,
    private readonly preparation: Preparation,
  ) {}

  /**
   * @param body of the request, still to be read
   * @throws AppError `dealer-required`, `dealer-not-allowed`; `never-loaded-in-full`
   */
  async push(caller: Caller, query: PushQuery, body: unknown): Promise<LoadReport> {
    const dealerCode = resolveDealer(caller, query.dealer);
    if (!(body instanceof Readable)) throw new UnsupportedMediaTypeException();
    const { mode, resources } = query;
    const source = new PushSource(body, resources, this.database, this.preparation);
    const report = await this.imports.runFrom(source, { dealerCode, mode });
    if (report.code) throw new AppError(report.code, report.error);
    return report;
  }
}
