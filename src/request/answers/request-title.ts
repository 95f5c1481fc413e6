import { asId, type JsonObject } from '../../interface/message/json-values.js';
import type { RequestType } from '../../interface/message/request-type.js';

const TITLES: Readonly<Record<Exclude<RequestType, 'lead' | 'jobsite'>, string>> = {
  purchase_order: 'Purchase Order Request',
  transfer: 'Transfer Request',
  extend: 'Extend Request',
  calloff: 'Call-off Request',
  service: 'Service Request',
  quote: 'Rental Request',
};

/** The title that the interface's samples give a request of a kind. */
export function titleOf(type: Exclude<RequestType, 'lead'>, properties: JsonObject): string {
  if (type !== 'jobsite') return TITLES[type];
  const isKnown = asId(properties['jobsiteId']) !== undefined;
  return isKnown ? 'Update Jobsite Request' : 'Create Jobsite Request';
}
