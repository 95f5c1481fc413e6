import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { Handled, InboundMessage } from '../../queue/inbound.js';
import { CallOffStore } from '../call-off/call-off.store.js';
import { dateOf, type ToldRequest } from './inbound-payload.js';
import { RefusalService } from './refusal.service.js';
import { readData } from '../request-data.js';
import { requestEvent } from '../request-event.js';
import { RequestPlacesStore } from '../request-places.store.js';
import {
  isRequestType,
  isStatus,
  type RequestType,
  type Status,
} from '../../interface/message/request-type.js';
import { pathFor, type RequestRecord, type UpdateRecord } from '../request.js';
import { hasStatus, openedIn } from '../../interface/message/request.state.js';
import { RequestStore, type NewRequest } from '../request.store.js';

/** Opens requests. */
@Injectable()
export class OpeningService {
  constructor(
    private readonly store: RequestStore,
    private readonly places: RequestPlacesStore,
    private readonly callOffs: CallOffStore,
    private readonly refusal: RefusalService,
  ) {}

  /** Gives a request its id and stores it, within the caller's transaction. */
  async open(
    client: ClientBase,
    given: NewRequest,
    updates: readonly UpdateRecord[] = [],
  ): Promise<RequestRecord> {
    const requestId = await this.store.nextId(client, given.dealerCode);
    const request = { ...given, requestId, updateCount: updates.length, flag: null };
    await this.store.insert(client, request, await this.places.find(client, request));
    await this.store.addUpdates(client, { ...request, updateCount: 0 }, updates);
    if (request.requestType === 'calloff') await this.callOffs.lookAgain(client, given.dealerCode);
    return request;
  }

  /**
   * Opens a request of CRS's. A lead brings its history with it (§ Lead Request Integration); a state
   * that its kind does not know is refused.
   */
  async fromCrs(
    client: ClientBase,
    message: InboundMessage,
    told: ToldRequest,
    history: readonly UpdateRecord[],
  ): Promise<Handled> {
    const requestType = told.requestType as RequestType;
    const status = statusOf(told, requestType);
    if (!status) return this.refusal.notFound(client, message, `It cannot be ${told.status}`, told);
    const given = newRequest(message, told, requestType, status);
    const request = await this.open(client, given, history);
    const { faults } = readData(requestType, request.details);
    const more = faults.length > 0 ? { faults } : {};
    const event = requestEvent('request.opened', request, more);
    return { outcome: 'opened', requestId: request.requestId, events: [event] };
  }
}

/** Every request begins as submitted, unless it says otherwise. */
function statusOf({ status = 'submitted', details }: ToldRequest, type: RequestType) {
  if (!isStatus(status) || !isRequestType(type)) return undefined;
  return hasStatus(pathFor(type, details, status), status) ? status : undefined;
}

function newRequest(
  { dealerCode, customerNumber }: InboundMessage,
  { crsId, details }: ToldRequest,
  requestType: RequestType,
  status: Status,
): NewRequest {
  const { ended, disposition } = openedIn(pathFor(requestType, details, status), status);
  return {
    dealerCode,
    crsId: crsId ?? null,
    requestType,
    status,
    ended,
    disposition,
    customerNumber,
    openedBy: 'crs',
    createdDate: dateOf(details) ?? new Date(),
    details,
  };
}
