import { asId, asObject, type JsonObject } from '../../interface/message/json-values.js';
import { isRequestType, isStatus } from '../../interface/message/request-type.js';
import { hasStatus } from '../../interface/message/request.state.js';
import { shown } from '../findings.js';
import { REQUEST } from '../rules/requests.rules.js';
import { checkOpening } from './check-opening.js';
import { checkRequestUpdate } from './check-request-update.js';
import { checkProperties } from './request-properties.js';
import type { Inspection } from './inspection.js';
import { isErrorMessage, isSaid, updatesIn, type SaidMessage } from './message-parts.js';

const PATH = 'payload.request';

/** A message about a request, by itself (§ PO … Lead Request Integration). */
export function checkRequest(message: SaidMessage, inspection: Inspection): void {
  const { payload } = message;
  const request = asObject(payload['request']);
  const isError = isErrorMessage(message);
  const isMissing = !request && !isError && !isSaid(payload['request']);
  inspection.expect(REQUEST.payload, isMissing ? 'it is missing' : undefined, PATH);
  if (!request) return;
  checkIds(request, inspection);
  checkWords(request, payload, inspection);
  for (const update of updatesIn(payload)) checkRequestUpdate(message, request, update, inspection);
  if (!isError) checkCourse(message, request, inspection);
  checkProperties(request, updatesIn(payload), inspection);
}

function checkIds(request: JsonObject, inspection: Inspection): void {
  const [local, remote] = [asId(request['localId']), asId(request['remoteId'])];
  const named = local !== undefined || remote !== undefined;
  inspection.expect(
    REQUEST.id,
    named ? undefined : 'localId and remoteId are missing',
    `${PATH}.localId`,
  );
  if (named)
    inspection.expect(
      REQUEST.localId,
      local === undefined ? 'localId is missing' : undefined,
      `${PATH}.localId`,
    );
}

function checkWords(request: JsonObject, payload: JsonObject, inspection: Inspection): void {
  const { requestType: type, status } = request;
  if (!isSaid(type)) inspection.expect(REQUEST.type, 'it is missing', `${PATH}.requestType`);
  if (!isSaid(status)) inspection.expect(REQUEST.status, 'it is missing', `${PATH}.status`);
  if (isRequestType(type)) inspection.expect(REQUEST.type, undefined);
  if (isStatus(status)) inspection.expect(REQUEST.status, undefined);
  if (!isRequestType(type)) return;
  for (const { path, object } of [{ path: PATH, object: request }, ...updatesIn(payload)]) {
    const named = object['status'];
    if (!isStatus(named)) continue;
    const found = hasStatus(type, named)
      ? undefined
      : `${shown(named)} in a request of type ${type}`;
    inspection.expect(REQUEST.statusOfType, found, `${path}.status`);
  }
}

function checkCourse(message: SaidMessage, request: JsonObject, inspection: Inspection): void {
  const { payload } = message;
  const update = asObject(payload['requestUpdate']);
  if (!update) {
    const isLater = isSaid(request['remoteId']) && !Array.isArray(payload['requestUpdates']);
    inspection.expect(
      REQUEST.opening,
      isLater ? `remoteId ${shown(request['remoteId'])} without an update` : undefined,
      PATH,
    );
    checkOpening(message, request, inspection);
    return;
  }
  const [before, after] = [request['status'], update['status']];
  if (!isStatus(before) || !isStatus(after)) return;
  const found =
    before === after ? undefined : `${shown(before)}, and ${shown(after)} in the update`;
  inspection.expect(REQUEST.statusAfter, found, `${PATH}.status`);
}
