import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { Caller } from '../../auth/caller.js';
import { hasCustomer } from '../../mirror/has-customer.js';
import { EventTransaction } from '../../events/event-transaction.js';
import { resolveDealer } from '../../auth/dealer-access.js';
import { AppError, type BodyFault } from '../../errors.js';
import { FileStore } from '../../files/file.store.js';
import type { AssetReference } from '../../interface/message/references.dto.js';
import { createdByOf } from '../../outbox/created-by.js';
import { interfaceTime, wholeSecond } from '../../outbox/whole-second.js';
import { AnswerService } from './answer.service.js';
import type { JsonObject } from '../../interface/message/json-values.js';
import { OpeningService } from '../inbound/opening.service.js';
import { readData } from '../request-data.js';
import type { RequestDetails } from '../request-details.js';
import { titleOf } from './request-title.js';
import type { NewRequest } from '../request.store.js';
import type { OpenBody } from '../requests.dto.js';
import { RequestsService } from '../requests.service.js';
import { uploadsIn } from './uploads-in.js';

/** Opens requests that begin with the dealer, such as one that a customer phoned in. */
@Injectable()
export class DealerOpeningService {
  constructor(
    private readonly transaction: EventTransaction,
    private readonly opening: OpeningService,
    private readonly answers: AnswerService,
    private readonly files: FileStore,
    private readonly requests: RequestsService,
  ) {}

  /**
   * Opens a request and sends it to CRS.
   * @throws AppError `invalid-request` for a customer that is not known, and for data that is not as
   *   the interface says for the kind
   */
  async open(caller: Caller, body: OpenBody, named: string | undefined): Promise<RequestDetails> {
    const dealer = resolveDealer(caller, named);
    const { properties, contents } = uploadsIn(body.properties ?? {});
    const given = newRequest(dealer, body, properties);
    const { faults } = readData(body.requestType, given.details);
    if (faults.length > 0) throw faulty(faults);
    const opened = await this.transaction.run(async (client) => {
      if (!(await this.#isCustomer(client, dealer, body)))
        throw faulty([{ path: 'customerNumber', reason: 'must be a customer of the dealer' }]);
      await this.files.put(client, dealer, contents);
      const request = await this.opening.open(client, given);
      await this.answers.announce(client, request);
      return request;
    });
    return this.requests.details(dealer, opened.requestId);
  }

  /** Who asks for a quote need not be a customer yet. */
  async #isCustomer(client: ClientBase, dealer: string, body: OpenBody): Promise<boolean> {
    const { requestType, customerNumber } = body;
    if (requestType === 'quote') return true;
    return hasCustomer(client, dealer, customerNumber);
  }
}

/** In the layout of the samples (§ PO … Rental Request Integration). */
function newRequest(dealerCode: string, body: OpenBody, properties: JsonObject): NewRequest {
  const { requestType, customerNumber, userName } = body;
  const createdDate = wholeSecond();
  const details = {
    createdDate: interfaceTime(createdDate),
    createdBy: createdByOf(body.createdBy),
    title: body.title ?? titleOf(requestType, properties),
    text: body.text ?? null,
    ...(body.requestedDate && { requestedDate: body.requestedDate }),
    properties: { ...properties, userName },
    ...(body.contract && { contract: body.contract }),
    ...(body.jobsite && { jobsite: body.jobsite }),
    ...(body.assets && { assets: body.assets.map(assetOf) }),
  };
  return {
    dealerCode,
    crsId: null,
    requestType,
    status: 'submitted',
    ended: false,
    disposition: null,
    customerNumber,
    openedBy: 'dealer',
    createdDate,
    details,
  };
}

function assetOf({ rentedAssetId, equipmentAssetId, serialNumber }: AssetReference): JsonObject {
  return {
    ...(rentedAssetId && { rentedAssetId }),
    ...(equipmentAssetId && { equipmentAssetId }),
    ...(serialNumber && { serialNumber }),
  };
}

function faulty(faults: readonly BodyFault[]): AppError {
  return new AppError('invalid-request', undefined, { faults });
}
