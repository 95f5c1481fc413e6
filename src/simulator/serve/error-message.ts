import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../interface/message/json-values.js';
import { asText } from '../../interface/message/json-values.js';
import { INCORRECT_UPDATE, REQUEST_NOT_FOUND } from '../traffic/error-codes.js';
import type { Refusal } from './crs-requests.js';
import type { KnownRequest } from './known-request.js';

/**
 * What CRS sends when an update cannot be applied (§ PO Request Integration): "402 Incorrect Update
 * Submitted" with the whole request, or "404 Request Not Found".
 */
export function errorMessage(about: JsonObject, refusal: Refusal): JsonObject {
  const { dealerCode, customerNumber = null, submittedMessageId } = about;
  return {
    dealerCode,
    customerNumber,
    submittedMessageId: `crs-${randomUUID()}`,
    submittedTime: new Date().toISOString(),
    messageType: 'request',
    payload: {
      errorCode: refusal.kind === 'incorrect' ? INCORRECT_UPDATE : REQUEST_NOT_FOUND,
      errorSubmittedMessageId: submittedMessageId,
      ...(refusal.kind === 'incorrect' && wholeRequest(refusal.request)),
    },
  };
}

/** A request with all its updates, as CRS tells of it. */
export function wholeRequest({ crsId, dealerId, type, state, details, updates }: KnownRequest) {
  return {
    request: {
      ...userFromDealer(details),
      localId: crsId,
      ...(dealerId !== undefined && { remoteId: dealerId }),
      requestType: type,
      status: state.status,
    },
    requestUpdates: updates.map(userFromDealer),
  };
}

/** "If the userId is not local to the sender, it will be preceded by ‘remote:’" (§ Submission Body). */
function userFromDealer(object: JsonObject): JsonObject {
  const user = asText(object['createdBy']);
  if (user === undefined || !user.startsWith('local:')) return object;
  return { ...object, createdBy: user.replace('local:', 'remote:') };
}
