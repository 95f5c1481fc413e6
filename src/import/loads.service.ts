import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { resolveDealer } from '../auth/dealer-access.js';
import { DealerService } from '../auth/dealer.service.js';
import { pageOf, type Page } from '../http/page.js';
import type { PageQuery } from '../http/pull-query.js';
import { HeldLoadService } from './held-load.service.js';
import type { LoadDetails, LoadSummary } from './load-record.js';
import { LoadRecordStore } from './load-record.store.js';
import type { LoadIssue, LoadReport } from './load-report.js';

/** A dealer's loads, for the dealer's own systems. */
@Injectable()
export class LoadsService {
  constructor(
    private readonly dealers: DealerService,
    private readonly records: LoadRecordStore,
    private readonly held: HeldLoadService,
  ) {}

  /** The newest first. @throws AppError `dealer-required`, `dealer-not-allowed`, as all here */
  async list(caller: Caller, query: PageQuery): Promise<Page<LoadSummary>> {
    const dealer = resolveDealer(caller, query.dealer);
    const part = await this.#part(dealer, query);
    return pageOf(part, await this.records.list(dealer, part));
  }

  /** @throws AppError `not-found` */
  get(caller: Caller, load: number, dealer: string | undefined): Promise<LoadDetails> {
    return this.records.get(resolveDealer(caller, dealer), load);
  }

  /** In the order they were found. @throws AppError `not-found` */
  async issues(caller: Caller, load: number, query: PageQuery): Promise<Page<LoadIssue>> {
    const dealer = resolveDealer(caller, query.dealer);
    await this.records.get(dealer, load);
    const part = await this.#part(dealer, query);
    return pageOf(part, await this.records.issues(dealer, load, part));
  }

  /** @throws AppError `not-found`, `load-not-held` */
  confirm(caller: Caller, load: number, dealer: string | undefined): Promise<LoadReport> {
    return this.held.confirm(resolveDealer(caller, dealer), load, client(caller));
  }

  /** @throws AppError `not-found`, `load-not-held` */
  async discard(caller: Caller, load: number, named: string | undefined): Promise<LoadDetails> {
    const dealer = resolveDealer(caller, named);
    await this.held.discard(dealer, load, client(caller));
    return this.records.get(dealer, load);
  }

  async #part(dealer: string, { page, items }: PageQuery) {
    return { page, items: items ?? (await this.dealers.get(dealer)).pageSize };
  }
}

function client({ clientId }: Caller): string {
  return `client ${clientId}`;
}
