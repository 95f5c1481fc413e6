import type { OutboundMessage } from '../../outbox/outbox.service.js';
import { asText, valueAt, type JsonObject } from '../../interface/message/json-values.js';
import type { RequestRecord, UpdateRecord } from '../request.js';
import { userToCrs } from '../../interface/message/user-spec.js';

/** The error codes of the interface (§ PO Request Integration). */
export const INCORRECT_UPDATE = '402 Incorrect Update Submitted';
export const REQUEST_NOT_FOUND = '404 Request Not Found';

/** What an update of a request needs from us; lean, as CRS has the details. */
export function updateMessage(request: RequestRecord, update: JsonObject): OutboundMessage {
  return message(request, {
    request: { ...idsOf(request), status: request.status, ...purchaseOrder(request) },
    requestUpdate: update,
  });
}

/** The first message about a request that the dealer opened. */
export function openingMessage(request: RequestRecord): OutboundMessage {
  return message(request, { request: wholeRequest(request) });
}

/**
 * The answer to an update that the state of its request does not allow: "the full request information
 * and an array called requestUpdates containing every requestUpdate against this request, in order".
 */
export function incorrectUpdateMessage(
  request: RequestRecord,
  updates: readonly UpdateRecord[],
  submittedMessageId: string,
): OutboundMessage {
  return message(request, {
    errorCode: INCORRECT_UPDATE,
    errorSubmittedMessageId: submittedMessageId,
    request: wholeRequest(request),
    requestUpdates: updates.map(({ details, origin }) => asToldToCrs(details, origin)),
  });
}

/** The answer to an update of a request that is not known here. */
export function notFoundMessage(
  submittedMessageId: string,
  customerNumber: string | null,
  queueKey: string,
): OutboundMessage {
  const payload = { errorCode: REQUEST_NOT_FOUND, errorSubmittedMessageId: submittedMessageId };
  return { messageType: 'request', customerNumber, payload, queueKey };
}

function message(request: RequestRecord, payload: JsonObject): OutboundMessage {
  const { requestId, customerNumber } = request;
  const queueKey = `request/${requestId}`;
  return { messageType: 'request', customerNumber, payload, queueKey, requestId };
}

/** "localId is the sending system’s id, remoteId is the id on the receiving system if known". */
function idsOf({ requestId, crsId, requestType }: RequestRecord) {
  return { localId: requestId, ...(crsId !== null && { remoteId: crsId }), requestType };
}

function wholeRequest(request: RequestRecord): JsonObject {
  const { status, details, openedBy } = request;
  return { ...idsOf(request), status, ...asToldToCrs(details, openedBy) };
}

function asToldToCrs(details: JsonObject, origin: RequestRecord['openedBy']): JsonObject {
  const user = asText(details['createdBy']);
  return user === undefined ? details : { ...details, createdBy: userToCrs(user, origin) };
}

/** The samples of purchase orders name the numbers and the contract with every update. */
function purchaseOrder({ requestType, details }: RequestRecord): JsonObject {
  if (requestType !== 'purchase_order') return {};
  return {
    ...pick(details, 'properties', ['currentPoNumber', 'poNumber']),
    ...pick(details, 'contract', ['contractNumber', 'contractId']),
  };
}

function pick(details: JsonObject, group: string, names: readonly string[]): JsonObject {
  const found = names
    .map((name) => [name, valueAt(details, `${group}.${name}`)])
    .filter(([, value]) => value !== undefined);
  return found.length > 0 ? { [group]: Object.fromEntries(found) as JsonObject } : {};
}
