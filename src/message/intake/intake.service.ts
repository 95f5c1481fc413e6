import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { CONFIG, type Config } from '../../config/config.js';
import { AppError } from '../../errors.js';
import type { HandedBody } from '../../http/handed-body.js';
import type { RequestNotes } from '../../http/request-notes.js';
import { shapeFaults } from '../../interface/message/shape-faults.js';
import { MessageSubmission } from '../../interface/message/submission.dto.js';
import { asId, asText, type JsonObject } from '../../interface/message/json-values.js';
import { MessageSignal } from '../message-signal.js';
import { BodyRoom } from './body-room.js';
import { DealerBatches } from './dealer-batches.js';
import { hostileText } from './hostile-text.js';
import { messageRules } from './message-rules.js';
import { parseBody, type ParsedBody } from './parse-body.js';
import { readBody } from './read-body.js';
import { submissionOf } from './submission.js';
import { unacceptable } from './unacceptable.js';

/** Seconds. */
const RETRY_AFTER = 10;

/** Is told what is known of a message as soon as it is: what is refused is to be known, too. */
export type Tell = (notes: RequestNotes) => void;

/** Takes messages from CRS in (§ Base Messaging Structure). */
@Injectable()
export class IntakeService {
  constructor(
    private readonly room: BodyRoom,
    private readonly batches: DealerBatches,
    private readonly signal: MessageSignal,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Reads a message and checks it, and stores it before it is answered. The same message again is
   * answered as the first time, and not stored again.
   * @param named dealers that the URL names: none, or the message's own
   * @param tell for the request log and the records
   * @returns the submission again, with what the queue says of it
   * @throws AppError `invalid-message` with every fault; `dealer-not-allowed`, alike for an unknown
   *   dealer and for another client's; `overloaded` when there is no room for it, or it takes too long
   *   to be stored: then it may be
   */
  async accept(
    caller: Caller,
    named: readonly string[],
    body: HandedBody,
    tell: Tell = () => undefined,
  ): Promise<JsonObject> {
    if (!named.every((dealer) => caller.dealers.includes(dealer)))
      throw new AppError('dealer-not-allowed');
    const limit = this.config.MESSAGE_BODY_BYTES;
    const bytes = Math.min(body.length ?? limit, limit);
    return this.room.use(bytes, () => this.#take(caller, named, body, tell));
  }

  async #take(
    caller: Caller,
    named: readonly string[],
    body: HandedBody,
    tell: Tell,
  ): Promise<JsonObject> {
    const read = await readBody(body, this.config.MESSAGE_BODY_BYTES);
    tell({ bytes: read.length });
    const parsed = parseBody(read);
    const dealer = dealerOf(parsed, caller, named, tell);
    const submission = submissionOf(parsed.object, caller.clientId);
    const { sequence, enqueuedTime } = await this.#inTime((signal) =>
      this.batches.add(dealer, submission, signal),
    );
    this.signal.wake();
    tell({ messageType: submission.messageType, sequence });
    return replay(parsed.object, caller, enqueuedTime);
  }

  /** From here on the sender must not be kept waiting; how long it sent is its own affair. */
  async #inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const deadline = new AbortController();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      deadline.abort();
      const detail = 'The message could not be stored in time';
      late.reject(new AppError('overloaded', detail, { retryAfter: RETRY_AFTER }));
    }, this.config.REQUEST_TIMEOUT_MS);
    try {
      return await Promise.race([work(deadline.signal), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The dealer of a message that is in order. A dealer of somebody else's hears no more than that. */
function dealerOf(
  parsed: ParsedBody,
  caller: Caller,
  named: readonly string[],
  tell: Tell,
): string {
  const { object } = parsed;
  tell({ claims: claimsOf(object) });
  const shape = shapeFaults(MessageSubmission, object);
  const dealer = asId(object['dealerCode']);
  const isNamed = dealer !== undefined && shape.every(({ path }) => path !== 'dealerCode');
  if (isNamed && !(caller.dealers.includes(dealer) && named.every((one) => one === dealer)))
    throw new AppError('dealer-not-allowed');
  if (isNamed) tell({ dealer });
  const faults = [...shape, ...messageRules(object), ...hostileText(parsed)];
  if (faults.length > 0 || dealer === undefined) throw unacceptable(faults);
  return dealer;
}

/** Whether or not it is in order. */
function claimsOf(object: JsonObject): RequestNotes['claims'] {
  return {
    messageType: asText(object['messageType']),
    customerNumber: asId(object['customerNumber']),
    submittedMessageId: asText(object['submittedMessageId']),
  };
}

/** "a replay of the submission with the enqueuedTime and enqueuedClientId fields populated". */
function replay(object: JsonObject, { clientId }: Caller, enqueuedTime: Date): JsonObject {
  return {
    ...object,
    enqueuedTime: enqueuedTime.toISOString(),
    enqueuedClientId: clientId,
    attemptTime: null,
    attemptCount: 0,
    deliveredTime: null,
    active: true,
  };
}
