import { randomUUID } from 'node:crypto';
import { moment, parseZonedDatetime } from '../../interface/datetime.js';
import { asId, asObject, asText, type JsonObject } from '../../interface/message/json-values.js';
import { NumberLiteral } from '../../interface/number-literal.js';
import { freshId } from '../serve/fresh-id.js';

/**
 * Gives messages fresh ids and times, so that a file can be sent again and again: each message its own
 * `submittedMessageId`, the same new id wherever a request or chain is the same, and all times moved so
 * that the message is sent now. A `remoteId` is left out, as the receiver cannot know the new request
 * by it. Errors keep the id of the message that they are about.
 */
export class FreshMessages {
  readonly #ids = new Map<string, string>();

  fresh(message: JsonObject): JsonObject {
    const now = Date.now();
    const sent = parseZonedDatetime(asText(message['submittedTime']) ?? '')?.time ?? now;
    const moved = asObject(shifted(message, now - sent)) ?? {};
    const payload = asObject(moved['payload']);
    const request = asObject(payload?.['request']);
    const content = asObject(payload?.['message']);
    const chain = asObject(content?.['messageChain']);
    return {
      ...moved,
      submittedMessageId: `crs-${randomUUID()}`,
      submittedTime: new Date(now).toISOString(),
      ...(payload && {
        payload: {
          ...payload,
          ...(request && { request: this.#renamed(request) }),
          ...(content && chain && { message: { ...content, messageChain: this.#renamed(chain) } }),
        },
      }),
    };
  }

  #renamed(named: JsonObject): JsonObject {
    const { remoteId: _remoteId, ...others } = named;
    const before = asId(named['localId']);
    if (before === undefined) return others;
    const localId = this.#ids.get(before) ?? freshId();
    this.#ids.set(before, localId);
    return { ...others, localId };
  }
}

/** The members of the interface's layouts that are times. */
const IS_TIME = /(?:Time|Date)$/;

function shifted(value: unknown, by: number, name = ''): unknown {
  if (typeof value === 'string') {
    const time = IS_TIME.test(name) ? parseZonedDatetime(value)?.time : undefined;
    return time === undefined ? value : (moment(time + by)?.text ?? value);
  }
  if (Array.isArray(value)) return value.map((element: unknown) => shifted(element, by));
  if (typeof value !== 'object' || value === null || value instanceof NumberLiteral) return value;
  return Object.fromEntries(
    Object.entries(value).map(([member, one]) => [member, shifted(one, by, member)]),
  );
}
