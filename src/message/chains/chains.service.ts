import { Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { resolveDealer } from '../../auth/dealer-access.js';
import { DealerService } from '../../auth/dealer.service.js';
import { AppError } from '../../errors.js';
import { pageOf, type Page } from '../../http/page.js';
import { ChainListStore } from './chain-list.store.js';
import type { ChainDetails, ChainSummary } from './chain-view.js';
import { ChainWritingService } from './chain-writing.service.js';
import type { ChainBody, ChainMessageBody, ChainsQuery } from './chains.dto.js';

/**
 * A dealer's message chains, for the dealer's own systems. All here throw AppError `dealer-required`
 * and `dealer-not-allowed`.
 */
@Injectable()
export class ChainsService {
  constructor(
    private readonly dealers: DealerService,
    private readonly chains: ChainListStore,
    private readonly writing: ChainWritingService,
  ) {}

  /** The last changed first. */
  async list(caller: Caller, query: ChainsQuery): Promise<Page<ChainSummary>> {
    const dealer = resolveDealer(caller, query.dealer);
    const items = query.items ?? (await this.dealers.get(dealer)).pageSize;
    const part = { page: query.page, items };
    return pageOf(part, await this.chains.list(dealer, query, part));
  }

  /** @throws AppError `not-found` */
  get(caller: Caller, chainId: string, dealer: string | undefined): Promise<ChainDetails> {
    return this.chains.get(resolveDealer(caller, dealer), chainId);
  }

  /** @throws AppError `invalid-request` when it names no machine */
  async begin(caller: Caller, named: string | undefined, body: ChainBody): Promise<ChainDetails> {
    const dealer = resolveDealer(caller, named);
    const { rentedAssetId = null, equipmentAssetId = null, serialNumber = null } = body;
    const asset = { rentedAssetId, equipmentAssetId, serialNumber };
    if (Object.values(asset).every((id) => id === null)) throw namesNoAsset();
    const { customerNumber, contractId, messageText, createdBy, userName = null } = body;
    const writing = { messageText, createdBy, userName };
    const beginning = { ...writing, ...asset, customerNumber, contractId };
    return this.chains.get(dealer, await this.writing.begin(dealer, beginning));
  }

  /** @throws AppError `not-found`; `not-allowed-now` when the chain is closed */
  async write(
    caller: Caller,
    chainId: string,
    named: string | undefined,
    body: ChainMessageBody,
  ): Promise<ChainDetails> {
    const { messageText, createdBy, userName = null } = body;
    const dealer = resolveDealer(caller, named);
    await this.writing.write(dealer, chainId, { messageText, createdBy, userName });
    return this.chains.get(dealer, chainId);
  }
}

function namesNoAsset(): AppError {
  const reason = 'one of rentedAssetId, equipmentAssetId and serialNumber must be there';
  return new AppError('invalid-request', undefined, {
    faults: [{ path: 'rentedAssetId', reason }],
  });
}
