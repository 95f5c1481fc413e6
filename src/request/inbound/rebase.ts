import { knownDisposition, WRONG_TERRITORY } from '../../interface/message/disposition.js';
import { dispositionIn, type InboundPayload } from './inbound-payload.js';
import { merged } from '../../interface/message/json-values.js';
import { isStatus } from '../../interface/message/request-type.js';
import { pathFor, stateOf, type RequestRecord, type UpdateRecord } from '../request.js';
import { hasStatus, transition } from '../../interface/message/request.state.js';
import { isSameUpdate } from './update-history.js';

interface Rebased {
  readonly request: RequestRecord;
  readonly updates: readonly UpdateRecord[];
}

/**
 * A request as CRS has it, after CRS did not take an update of ours. What we sent after that update is
 * still on its way, or was taken since: it is applied on top, as far as the state allows it; the rest
 * of it will be refused as well.
 * @param known the updates we have, in order
 * @param refused sequence of our message that was not taken
 */
export function rebased(
  request: RequestRecord,
  known: readonly UpdateRecord[],
  payload: InboundPayload,
  refused: number,
): Rebased {
  const later = known.filter((one) => isOurs(one) && (one.sequence ?? 0) > refused);
  const theirs = payload.history
    ? payload.history.map((one) => known.find((own) => isSameUpdate(own, one)) ?? one)
    : known.filter((one) => !later.includes(one) && !(isOurs(one) && one.sequence === refused));
  let truth: Rebased = { request: asTold(request, payload, theirs), updates: theirs };
  for (const update of later) if (!theirs.includes(update)) truth = withOurs(truth, update);
  return truth;
}

function isOurs({ origin }: UpdateRecord): boolean {
  return origin === 'dealer';
}

function asTold(
  request: RequestRecord,
  { request: told }: InboundPayload,
  updates: readonly UpdateRecord[],
): RequestRecord {
  if (!told) return request;
  const details = merged(request.details, told.details);
  const status = statusIn(told.status, request);
  // What is in a history only was said of the lead by other dealers.
  const ours = updates.filter(({ sequence }) => sequence !== null);
  const disposition = lastDisposition(request, status === 'closed' ? updates : ours);
  const isForeign = request.ended && status === 'submitted' && disposition === WRONG_TERRITORY;
  return {
    ...request,
    details,
    status,
    ended: status === 'closed' || isForeign,
    disposition,
    crsId: request.crsId ?? told.crsId ?? null,
    flag: null,
  };
}

function statusIn(status: string | undefined, { requestType, details, ...now }: RequestRecord) {
  const isKnown = isStatus(status) && hasStatus(pathFor(requestType, details, status), status);
  return isKnown ? status : now.status;
}

function lastDisposition({ requestType }: RequestRecord, updates: readonly UpdateRecord[]) {
  const text = updates.map(({ details }) => dispositionIn(details)).findLast(Boolean);
  return text === undefined ? null : (knownDisposition(requestType, text) ?? text);
}

function withOurs({ request, updates }: Rebased, update: UpdateRecord): Rebased {
  if (!isStatus(update.status)) return { request, updates };
  const text = dispositionIn(update.details);
  const disposition = text === undefined ? undefined : knownDisposition(request.requestType, text);
  const action = { side: 'dealer', status: update.status, disposition } as const;
  const next = transition(stateOf(request), action);
  if (next.result === 'refused') return { request, updates };
  const { status, ended, disposition: final } = next.state;
  return {
    request: { ...request, status, ended, disposition: final },
    updates: [...updates, update],
  };
}
