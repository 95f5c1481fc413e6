import { asObject, type JsonObject } from '../../interface/message/json-values.js';
import { declaredFields } from '../../interface/message/field-registry.js';
import { isRequestType, type RequestType } from '../../interface/message/request-type.js';
import { RequestProperties } from '../../interface/message/request-properties.dto.js';
import { REQUEST } from '../rules/requests.rules.js';
import type { Inspection } from './inspection.js';
import { isSaid, type Part } from './message-parts.js';

const PLACE = ['latitude', 'longitude'];
const ADDRESS = ['address1', 'address2', 'city', 'state', 'postCode', 'country', ...PLACE];
const SITE = ['jobsiteId', 'name', 'firstName', 'lastName', 'phoneNumber', ...ADDRESS];
const OTHERS = new Set([...SITE, 'currentPoNumber', 'transportationNeeded', 'isWorking', 'images']);

const DECLARED = declaredFields(RequestProperties).map(({ name }) => name);
/** Forms for rentals have many fields, and more of them in time. */
const FORM = DECLARED.filter((name) => !OTHERS.has(name) || PLACE.includes(name));

/** The properties of each type of request (§ PO … Lead Request Integration), beside `userName`. */
const OF_TYPE: Readonly<Record<RequestType, readonly string[]>> = {
  purchase_order: ['currentPoNumber', 'poNumber'],
  jobsite: SITE,
  transfer: [...SITE, 'transportationNeeded', 'poNumber'],
  extend: [],
  // The sample names the jobsite, too.
  calloff: ['transportationNeeded', 'jobsiteId'],
  service: ['isWorking', 'images'],
  quote: FORM,
  lead: FORM,
};

/** Properties of updates that only one type of request has. */
const OF_UPDATES: ReadonlyMap<string, readonly RequestType[]> = new Map([
  ['isWorking', ['service']],
  ['images', ['service']],
  ['disposition', ['quote', 'lead']],
]);

/** "Request properties are relevant to specific request types" (§ Submission Body). */
export function checkProperties(
  request: JsonObject,
  updates: readonly Part[],
  inspection: Inspection,
): void {
  const type = request['requestType'];
  if (!isRequestType(type)) return;
  const known = new Set(['userName', ...OF_TYPE[type]]);
  const strange = [
    ...said({ path: 'payload.request', object: request }).filter(
      ([name]) => DECLARED.includes(name) && !known.has(name),
    ),
    ...updates.flatMap(said).filter(([name]) => OF_UPDATES.get(name)?.includes(type) === false),
  ];
  if (strange.length === 0) inspection.expect(REQUEST.properties, undefined);
  for (const [name, path] of strange)
    inspection.expect(REQUEST.properties, `${name} in a request of type ${type}`, path);
}

/** The properties that say something, with their paths. */
function said({ path, object }: Part): [string, string][] {
  return Object.entries(asObject(object['properties']) ?? {})
    .filter(([, value]) => isSaid(value) && !(Array.isArray(value) && value.length === 0))
    .map(([name]) => [name, `${path}.properties.${name}`]);
}
