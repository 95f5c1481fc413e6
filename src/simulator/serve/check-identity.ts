import { asId, type JsonObject } from '../../interface/message/json-values.js';
import { shown } from '../findings.js';
import { REQUEST_COURSE } from '../rules/requests.rules.js';
import type { Rule } from '../rules/rule.js';
import type { Inspection } from '../traffic/inspection.js';
import type { KnownRequest, NamedRequest } from './known-request.js';

const PATH = 'payload.request';

/** A rule that is broken, with where and how. */
type Fault = readonly [rule: Rule, path: string, found: string];

/**
 * Finds the request that the dealer's message is about, and looks at its ids, type and customer.
 * @param isUpdate whether it must be known
 * @returns undefined when it is a new one; `wrong` when it can be none that CRS knows
 */
export function checkIdentity(
  requests: readonly KnownRequest[],
  message: JsonObject,
  named: NamedRequest,
  isUpdate: boolean,
  inspection: Inspection,
): KnownRequest | 'wrong' | undefined {
  const byCrs = requests.find(({ crsId }) => crsId === named.crsId);
  const byDealer = requests.find(
    ({ dealerId }) => dealerId !== undefined && dealerId === named.dealerId,
  );
  const known = byCrs ?? byDealer;
  if (!known && !isUpdate && named.crsId === undefined) return undefined;
  const fault = known
    ? (pairFault(named, byCrs, byDealer) ?? kindFault(message, named, known))
    : unknownFault(requests, named);
  if (!fault) {
    const { known: rule, pair, typeKept, customerKept } = REQUEST_COURSE;
    for (const one of [rule, pair, typeKept, customerKept]) inspection.expect(one, undefined);
    return known;
  }
  const [rule, path, found] = fault;
  inspection.expect(rule, found, path);
  return 'wrong';
}

function unknownFault(requests: readonly KnownRequest[], named: NamedRequest): Fault {
  const { crsId, dealerId } = named;
  const isFlipped = requests.some((one) => one.crsId === dealerId);
  const found = `localId ${shown(dealerId)}, remoteId ${shown(crsId)}`;
  const rule = isFlipped ? REQUEST_COURSE.flipped : REQUEST_COURSE.known;
  return [rule, `${PATH}.remoteId`, found];
}

function pairFault(
  named: NamedRequest,
  byCrs: KnownRequest | undefined,
  byDealer: KnownRequest | undefined,
): Fault | undefined {
  const { crsId, dealerId } = named;
  const { pair } = REQUEST_COURSE;
  if (byDealer && crsId !== undefined && byDealer !== byCrs)
    return [
      pair,
      `${PATH}.remoteId`,
      `${shown(crsId)}; with localId ${shown(dealerId)} it was ${shown(byDealer.crsId)}`,
    ];
  const before = byCrs?.dealerId;
  if (before === undefined || dealerId === undefined || before === dealerId) return undefined;
  const found = `${shown(dealerId)}; with remoteId ${shown(crsId)} it was ${shown(before)}`;
  return [pair, `${PATH}.localId`, found];
}

function kindFault(
  message: JsonObject,
  { type }: NamedRequest,
  known: KnownRequest,
): Fault | undefined {
  if (type !== known.type)
    return [
      REQUEST_COURSE.typeKept,
      `${PATH}.requestType`,
      `${shown(type)}; it is of type ${known.type}`,
    ];
  const customer = asId(message['customerNumber']);
  const before = known.customerNumber;
  if (customer === undefined || before === undefined || customer === before) return undefined;
  return [
    REQUEST_COURSE.customerKept,
    'customerNumber',
    `${shown(customer)}; it was ${shown(before)}`,
  ];
}
