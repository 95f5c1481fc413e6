import { knownDisposition, WRONG_TERRITORY } from '../../interface/message/disposition.js';
import { asId, asText, valueAt, type JsonObject } from '../../interface/message/json-values.js';
import { isRequestType } from '../../interface/message/request-type.js';
import { shown } from '../findings.js';
import { REQUEST } from '../rules/requests.rules.js';
import type { Inspection } from './inspection.js';
import { isSaid, type Part, type SaidMessage } from './message-parts.js';

/** One update of a request, whether it comes alone or in the history of one. */
export function checkRequestUpdate(
  { from }: SaidMessage,
  request: JsonObject,
  update: Part,
  inspection: Inspection,
): void {
  const { path, object } = update;
  const type = request['requestType'];
  const missing = (name: string) => (isSaid(object[name]) ? undefined : 'it is missing');
  // A word that is none was found among the types of the fields.
  if (!isSaid(object['status']) || typeof object['status'] === 'string')
    inspectStatus(object['status'], path, inspection);
  inspection.expect(REQUEST.created, missing('createdDate'), `${path}.createdDate`);
  const isOwn = from === 'dealer' && path === 'payload.requestUpdate';
  if (isOwn) inspection.expect(REQUEST.author, missing('createdBy'), `${path}.createdBy`);
  if (isOwn && type === 'service' && object['status'] === 'scheduled')
    inspection.expect(REQUEST.scheduled, missing('updateDate'), `${path}.updateDate`);
  checkDisposition(request, update, isOwn, inspection);
}

function inspectStatus(status: unknown, path: string, inspection: Inspection): void {
  if (!isSaid(status)) inspection.expect(REQUEST.updateStatus, 'it is missing', `${path}.status`);
}

function checkDisposition(
  { requestType: type }: JsonObject,
  { path: updatePath, object }: Part,
  isOwn: boolean,
  inspection: Inspection,
): void {
  if (!isRequestType(type)) return;
  const path = `${updatePath}.properties.disposition`;
  const text = asId(asText(valueAt(object, 'properties.disposition')));
  const status = object['status'];
  if (isOwn && type === 'lead' && status === 'closed')
    inspection.expect(
      REQUEST.leadDisposition,
      text === undefined ? 'it is missing' : undefined,
      path,
    );
  if (text === undefined || (type !== 'quote' && type !== 'lead')) return;
  const known = knownDisposition(type, text);
  inspection.expect(REQUEST.disposition, known === undefined ? shown(text) : undefined, path);
  if (known === WRONG_TERRITORY)
    inspection.expect(
      REQUEST.wrongTerritory,
      status === 'submitted' ? undefined : `with the status ${shown(status ?? null)}`,
      path,
    );
}
