import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { resolveDealer } from '../auth/dealer-access.js';
import { CONFIG, type Config } from '../config/config.js';
import type { FinishedBody } from '../http/body.interceptor.js';
import { MirrorStore } from '../mirror/mirror.store.js';
import type { IncrementalQuery } from './incremental-query.js';

/** Tells which customers' data changed. */
@Injectable()
export class IncrementalService {
  constructor(
    private readonly mirror: MirrorStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async changes(caller: Caller, query: IncrementalQuery): Promise<FinishedBody> {
    const dealer = resolveDealer(caller, query.dealer);
    const overlap = this.config.INCREMENTAL_OVERLAP_SECONDS;
    return { dealer, ...(await this.mirror.changes(dealer, query.since, overlap)) };
  }
}
