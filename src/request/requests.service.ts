import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { resolveDealer } from '../auth/dealer-access.js';
import { DealerService } from '../auth/dealer.service.js';
import { AppError } from '../errors.js';
import { FileStore } from '../files/file.store.js';
import { pageOf, type Page } from '../http/page.js';
import { downloadOf, type Download } from './download.js';
import { readData } from './request-data.js';
import type { RequestDetails, RequestSummary } from './request-details.js';
import { filesOf } from './request-files.js';
import { RequestListStore } from './request-list.store.js';
import { stateOf } from './request.js';
import { allowedStates } from '../interface/message/request.state.js';
import type { RequestsQuery } from './requests.dto.js';

/** A dealer's requests, for the dealer's own systems. */
@Injectable()
export class RequestsService {
  constructor(
    private readonly dealers: DealerService,
    private readonly store: RequestListStore,
    private readonly files: FileStore,
  ) {}

  /** The last changed first. @throws AppError `dealer-required`, `dealer-not-allowed`, as all here */
  async list(caller: Caller, query: RequestsQuery): Promise<Page<RequestSummary>> {
    const dealer = resolveDealer(caller, query.dealer);
    const items = query.items ?? (await this.dealers.get(dealer)).pageSize;
    const part = { page: query.page, items };
    return pageOf(part, await this.store.list(dealer, query, part));
  }

  /** @throws AppError `not-found` */
  get(caller: Caller, requestId: string, named: string | undefined): Promise<RequestDetails> {
    return this.details(resolveDealer(caller, named), requestId);
  }

  /** All there is to know about a request of a dealer. @throws AppError `not-found` */
  async details(dealer: string, requestId: string): Promise<RequestDetails> {
    const { record, summary } = await this.store.get(dealer, requestId);
    const updates = await this.store.updates(dealer, requestId);
    return {
      ...summary,
      request: record.details,
      ...readData(record.requestType, record.details),
      allowed: allowedStates(stateOf(record)),
      updates: updates.map(({ origin, details }, index) => ({
        number: index + 1,
        origin,
        update: details,
      })),
      files: filesOf(record.details, updates),
      messages: await this.store.messages(dealer, requestId),
    };
  }

  /** A file of a request. @throws AppError `not-found`, also when it is another request's */
  async file(
    caller: Caller,
    requestId: string,
    fileId: string,
    named: string | undefined,
  ): Promise<Download> {
    const dealer = resolveDealer(caller, named);
    const { record } = await this.store.get(dealer, requestId);
    const updates = await this.store.updates(dealer, requestId);
    const file = filesOf(record.details, updates).find((one) => one.fileId === fileId);
    const contents = file && (await this.files.get(dealer, fileId));
    if (!contents) throw new AppError('not-found', `Request ${requestId} has no such file`);
    return downloadOf(file, contents);
  }
}
