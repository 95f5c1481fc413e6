import { parseZonedDatetime } from '../../interface/datetime.js';
import { MessageSubmission } from '../../interface/message/submission.dto.js';
import { toDecimal } from '../../interface/numbers.js';
import type { NewMessage } from '../../queue/message-record.js';
import { asId, asObject, asText, type JsonObject } from '../../interface/message/json-values.js';
import { digestOf } from './digest.js';
import { takeFiles } from './take-files.js';

/** A checked message of one dealer, as it is stored. */
export interface Submission extends NewMessage {
  /** Contents by id. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The message and its files, ready to be stored. @param object checked */
export function submissionOf(object: JsonObject, enqueuedClientId: string): Submission {
  const taken = takeFiles(MessageSubmission, object);
  const customerNumber = asId(object['customerNumber']) ?? null;
  const messageType = String(object['messageType']);
  return {
    messageType,
    customerNumber,
    priority: priorityOf(object['submittedPriority']),
    submittedMessageId: asText(object['submittedMessageId']) ?? '',
    submittedTime: new Date(parseZonedDatetime(String(object['submittedTime']))?.time ?? NaN),
    // Of what was sent: files and all.
    digest: digestOf(object),
    body: JSON.stringify(taken.object),
    queueKey: queueKeyOf(messageType, customerNumber, asObject(object['payload'])),
    enqueuedClientId,
    files: taken.files,
  };
}

const USUAL_PRIORITY = 1;
const MOST_PRIORITY = 2 ** 31 - 1;

/** As a 32-bit integer: what is beyond counts as the highest or lowest of them. */
function priorityOf(value: unknown): number {
  const given = toDecimal(value)?.toNumber() ?? USUAL_PRIORITY;
  return Math.max(-MOST_PRIORITY, Math.min(MOST_PRIORITY, given));
}

/**
 * Messages about the same request or chain are handled one after the other: by CRS's id, which is its
 * `localId`; by ours when CRS leaves its own out. Others of one type and customer are, too.
 */
function queueKeyOf(
  messageType: string,
  customerNumber: string | null,
  payload: JsonObject = {},
): string {
  const [name, about] =
    messageType === 'message'
      ? ['chain', asObject(asObject(payload['message'])?.['messageChain'])]
      : ['request', messageType === 'request' ? asObject(payload['request']) : undefined];
  const [localId, remoteId] = [asId(about?.['localId']), asId(about?.['remoteId'])];
  if (localId !== undefined) return `${name}/${localId}`;
  if (remoteId !== undefined) return `${name}/remote/${remoteId}`;
  return `${messageType}/${customerNumber ?? ''}`;
}
