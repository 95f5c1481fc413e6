import { asText, valueAt, type JsonObject } from '../../interface/message/json-values.js';
import type { Transition } from '../../interface/message/request.state.js';
import { shown } from '../findings.js';
import { REQUEST_COURSE } from '../rules/requests.rules.js';
import type { Inspection } from '../traffic/inspection.js';
import { isSaid } from '../traffic/message-parts.js';
import type { KnownRequest } from './known-request.js';

const PATH = 'payload.requestUpdate';

/** Looks at an update by the dealer with the state of its request. @returns whether it is allowed */
export function checkStep(
  known: KnownRequest,
  update: JsonObject,
  step: Transition,
  inspection: Inspection,
): boolean {
  const { state, closed, canceled, cancelByCustomer } = REQUEST_COURSE;
  if (step.result !== 'refused') {
    for (const rule of [state, closed, canceled, cancelByCustomer])
      inspection.expect(rule, undefined);
    checkTransferDate(known, update, inspection);
    return true;
  }
  const allowed = step.allowed.length > 0 ? `; allowed now: ${step.allowed.join(', ')}` : '';
  const found = `${shown(update['status'])} for a request that is ${standing(known)}${allowed}`;
  inspection.expect(ruleOf(known, update), found, `${PATH}.status`);
  return false;
}

function standing({ state }: KnownRequest): string {
  return state.ended && state.status !== 'closed' ? 'with CRS again' : state.status;
}

function ruleOf({ state: { status } }: KnownRequest, update: JsonObject) {
  if (status === 'closed') return REQUEST_COURSE.closed;
  if (update['status'] === 'canceled') return REQUEST_COURSE.cancelByCustomer;
  return status === 'canceled' ? REQUEST_COURSE.canceled : REQUEST_COURSE.state;
}

/** "if transportationNeeded is set to true on the request, the date … should be included" (§ Transfer). */
function checkTransferDate(
  { type, details }: KnownRequest,
  update: JsonObject,
  inspection: Inspection,
) {
  const needed = valueAt(details, 'properties.transportationNeeded');
  const isNeeded = needed === true || asText(needed) === 'true';
  if (type !== 'transfer' || update['status'] !== 'scheduled' || !isNeeded) return;
  const found = isSaid(update['updateDate']) ? undefined : 'it is missing';
  inspection.expect(REQUEST_COURSE.transferDate, found, `${PATH}.updateDate`);
}
