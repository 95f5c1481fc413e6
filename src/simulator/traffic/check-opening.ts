import {
  asObject,
  asObjects,
  valueAt,
  type JsonObject,
} from '../../interface/message/json-values.js';
import { isRequestType, type RequestType } from '../../interface/message/request-type.js';
import { REQUEST } from '../rules/requests.rules.js';
import type { Rule } from '../rules/rule.js';
import type { Inspection } from './inspection.js';
import { isSaid, type SaidMessage } from './message-parts.js';

/** A rule of requests of one type when they begin. */
interface OpeningRule {
  readonly rule: Rule;
  readonly path: string;
  /** What is wrong, if anything. */
  readonly found: (request: JsonObject) => string | undefined;
}

const missing = (names: readonly string[]) => (request: JsonObject) =>
  names.some((name) => isSaid(valueAt(request, name))) ? undefined : `no ${names.join(' and no ')}`;

const someAsset: OpeningRule = {
  rule: REQUEST.assets,
  path: 'assets',
  found: ({ assets }) => (Array.isArray(assets) && assets.length > 0 ? undefined : 'no asset'),
};

/** What each type of request has when it begins: the layouts of the sections. */
const OF_TYPE: Readonly<Record<RequestType, readonly OpeningRule[]>> = {
  purchase_order: [
    {
      rule: REQUEST.contract,
      path: 'contract',
      found: missing(['contract.contractNumber', 'contract.contractId']),
    },
    {
      rule: REQUEST.poNumber,
      path: 'properties.poNumber',
      found: missing(['properties.poNumber']),
    },
  ],
  jobsite: [
    {
      rule: REQUEST.jobsite,
      path: 'properties.jobsiteId',
      found: missing(['properties.jobsiteId', 'properties.name']),
    },
  ],
  transfer: [
    someAsset,
    {
      rule: REQUEST.destination,
      path: 'properties.jobsiteId',
      found: missing(['properties.jobsiteId', 'properties.name', 'properties.address1']),
    },
  ],
  extend: [
    someAsset,
    { rule: REQUEST.until, path: 'requestedDate', found: missing(['requestedDate']) },
  ],
  calloff: [someAsset],
  service: [
    {
      rule: REQUEST.oneAsset,
      path: 'assets',
      found: ({ assets }) => {
        const number = Array.isArray(assets) ? assets.length : 0;
        return number === 1 ? undefined : `${number} assets`;
      },
    },
  ],
  quote: [],
  lead: [],
};

/** The message that begins a request, or tells all of it (the sections of the request types). */
export function checkOpening(
  { payload, from }: SaidMessage,
  request: JsonObject,
  inspection: Inspection,
): void {
  const type = request['requestType'];
  if (!isRequestType(type)) return;
  for (const { rule, path, found } of OF_TYPE[type])
    inspection.expect(rule, found(request), `payload.request.${path}`);
  for (const [index, asset] of asObjects(request['assets']).entries()) {
    const found = missing(['rentedAssetId', 'equipmentAssetId', 'serialNumber'])(asset);
    inspection.expect(REQUEST.assetNamed, found, `payload.request.assets[${index}]`);
  }
  if (type !== 'lead' || from !== 'crs') return;
  const history = Array.isArray(payload['requestUpdates']) ? payload['requestUpdates'] : [];
  const found = history.some((update) => asObject(update)) ? undefined : 'no update';
  inspection.expect(REQUEST.leadHistory, found, 'payload.requestUpdates');
}
