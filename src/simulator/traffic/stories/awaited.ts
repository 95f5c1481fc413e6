import { asId, asObject, asText, valueAt } from '../../../interface/message/json-values.js';
import type { Arrival } from '../../serve/arrivals.js';
import type { AwaitStep } from './story.js';

/** What a story is known by. */
export interface StoryIds {
  readonly crsId: string;
  /** The id of the story's last message from CRS. */
  readonly lastSentId: string | undefined;
}

/** Whether an arrival is what a step waits for. */
export function isAwaited(step: AwaitStep, ids: StoryIds, arrival: Arrival): boolean {
  const { await: awaited } = step;
  const payload = asObject(arrival.message['payload']) ?? {};
  if ('error' in awaited)
    return (
      asId(payload['errorCode']) !== undefined &&
      asId(payload['errorSubmittedMessageId']) === ids.lastSentId
    );
  if ('chainMessage' in awaited) {
    const chain = asObject(asObject(payload['message'])?.['messageChain']);
    return asId(chain?.['remoteId']) === ids.crsId;
  }
  const status = statusOf(arrival, ids.crsId);
  if (status === undefined || !awaited.status.some((one) => one === status)) return false;
  return !awaited.disposition || dispositionOf(arrival) !== undefined;
}

/** The status that an update of the story's request has; undefined when it is about something else. */
export function statusOf({ message }: Arrival, crsId: string): string | undefined {
  const payload = asObject(message['payload']) ?? {};
  const request = asObject(payload['request']);
  const update = asObject(payload['requestUpdate']);
  if (!request || !update) return undefined;
  // With its ids flipped it is about the request, too: that is a finding, and no silence.
  const isAbout = [request['remoteId'], request['localId']].some((id) => asId(id) === crsId);
  return isAbout ? asId(update['status']) : undefined;
}

function dispositionOf({ message }: Arrival): string | undefined {
  return asText(valueAt(message, 'payload.requestUpdate.properties.disposition'));
}

/** The code of an error message. */
export function errorCodeOf({ message }: Arrival): string | undefined {
  return asId(valueAt(message, 'payload.errorCode'));
}

/** The id that the dealer gave a message. */
export function messageIdOf({ message }: Arrival): string | undefined {
  return asId(message['submittedMessageId']);
}
