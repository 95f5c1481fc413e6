import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { Handled, InboundMessage } from '../../queue/inbound.js';
import { CallOffStore } from '../call-off/call-off.store.js';
import { knownDisposition } from '../../interface/message/disposition.js';
import { dispositionIn, type InboundPayload, type ToldRequest } from './inbound-payload.js';
import { merged, sameJson, valueAt, type JsonObject } from '../../interface/message/json-values.js';
import { RefusalService } from './refusal.service.js';
import { changeEvent } from '../request-event.js';
import { RequestPlacesStore } from '../request-places.store.js';
import { isStatus } from '../../interface/message/request-type.js';
import { stateOf, type RequestRecord, type UpdateRecord } from '../request.js';
import { transition, type RequestAction } from '../../interface/message/request.state.js';
import { RequestStore } from '../request.store.js';
import { missingUpdates } from './update-history.js';

/** What CRS tells of a request that is known. */
type Told = InboundPayload & { readonly request: ToldRequest };

/** Applies what CRS tells of requests that are known. */
@Injectable()
export class InboundUpdateService {
  constructor(
    private readonly store: RequestStore,
    private readonly places: RequestPlacesStore,
    private readonly callOffs: CallOffStore,
    private readonly refusal: RefusalService,
  ) {}

  /** @param known the request, locked */
  async apply(
    client: ClientBase,
    message: InboundMessage,
    known: RequestRecord,
    told: Told,
  ): Promise<Handled> {
    const before = await this.store.updates(client, known);
    const { requestId } = known;
    const after = changed(known, message, told);
    if (!after) {
      const named = told.update?.status || told.request.status || '';
      return this.refusal.incorrectUpdate(client, message, known, named);
    }
    const now = told.update ? [told.update] : [];
    const history = missingUpdates(told.history ?? [], [...before, ...now]);
    const request = await this.#save(client, known, after, [
      ...history,
      ...now.map((update) => ({ ...update, status: update.status || after.status })),
    ]);
    const isReopened = known.ended && !request.ended;
    const event = changeEvent(known, request, {
      updates: request.updateCount,
      ...(isReopened && { reason: 'CRS sent the lead again' }),
    });
    return { outcome: 'updated', requestId, events: [event] };
  }

  async #save(
    client: ClientBase,
    known: RequestRecord,
    after: RequestRecord,
    updates: readonly UpdateRecord[],
  ): Promise<RequestRecord> {
    const request = await this.store.addUpdates(client, after, updates);
    await this.store.save(client, request, await this.places.find(client, request));
    if (request.requestType === 'calloff' && !sameJson(known.details, request.details))
      await this.callOffs.lookAgain(client, request.dealerCode);
    return request;
  }
}

/** The request as it is after what CRS tells; undefined when its state does not allow it. */
function changed(
  known: RequestRecord,
  { customerNumber }: InboundMessage,
  { request: told, update }: Told,
): RequestRecord | undefined {
  const details = withUpdate(merged(known.details, told.details), update, known);
  const action = actionOf({ ...known, details }, told, update);
  const next = action && transition(stateOf({ ...known, details }), action);
  if (!next || next.result === 'refused') return undefined;
  const { status, ended, disposition } = next.state;
  return {
    ...known,
    details,
    status,
    ended,
    disposition,
    crsId: known.crsId ?? told.crsId ?? null,
    customerNumber: known.customerNumber ?? customerNumber,
    // Whatever CRS had against it: it knows the request.
    flag: null,
  };
}

/** What CRS asks for; undefined for a state that nobody knows. */
function actionOf(
  known: RequestRecord,
  told: ToldRequest,
  update: UpdateRecord | undefined,
): RequestAction | undefined {
  const status = update?.status || told.status || known.status;
  if (!isStatus(status)) return undefined;
  if (!update) return { side: 'crs', status, whole: true };
  const text = dispositionIn(update.details);
  // One that the interface does not have is kept as CRS writes it.
  const disposition = text && (knownDisposition(known.requestType, text) ?? text);
  return { side: 'crs', status, disposition };
}

/** "Request updates can update the isWorking flag" (§ Service Request Integration). */
function withUpdate(
  details: JsonObject,
  update: UpdateRecord | undefined,
  { requestType }: RequestRecord,
): JsonObject {
  const isWorking = update && valueAt(update.details, 'properties.isWorking');
  if (requestType !== 'service' || isWorking === undefined) return details;
  return merged(details, { properties: { isWorking } });
}
