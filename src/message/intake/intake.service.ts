import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { CONFIG, type Config } from '../../config/config.js';
import { AppError } from '../../errors.js';
import type { HandedBody } from '../../http/handed-body.js';
import { shapeFaults } from '../../interface/message/shape-faults.js';
import { MessageSubmission } from '../../interface/message/submission.dto.js';
import { asId, type JsonObject } from '../../interface/message/json-values.js';
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

/** What a message is answered with, and what the request log says of it. */
export interface Answer {
  /** The submission again, with what the queue says of it. */
  readonly body: JsonObject;
  readonly dealer: string;
  readonly messageType: string;
}

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
   * @throws AppError `invalid-message` with every fault; `dealer-not-allowed`, alike for an unknown
   *   dealer and for another client's; `overloaded` when there is no room for it, or it takes too long
   *   to be stored: then it may be
   */
  async accept(caller: Caller, named: readonly string[], body: HandedBody): Promise<Answer> {
    if (!named.every((dealer) => caller.dealers.includes(dealer)))
      throw new AppError('dealer-not-allowed');
    const limit = this.config.MESSAGE_BODY_BYTES;
    const bytes = Math.min(body.length ?? limit, limit);
    return this.room.use(bytes, () => this.#take(caller, named, body));
  }

  async #take(caller: Caller, named: readonly string[], body: HandedBody): Promise<Answer> {
    const parsed = parseBody(await readBody(body, this.config.MESSAGE_BODY_BYTES));
    const dealer = dealerOf(parsed, caller, named);
    const submission = submissionOf(parsed.object, caller.clientId);
    const enqueuedTime = await this.#inTime((signal) =>
      this.batches.add(dealer, submission, signal),
    );
    this.signal.wake();
    const { messageType } = submission;
    return { dealer, messageType, body: replay(parsed.object, caller, enqueuedTime) };
  }

  /** From here on the sender must not be kept waiting; how long it sent is its own affair. */
  async #inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const deadline = new AbortController();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      deadline.abort();
      late.reject(new AppError('overloaded', undefined, { retryAfter: RETRY_AFTER }));
    }, this.config.REQUEST_TIMEOUT_MS);
    try {
      return await Promise.race([work(deadline.signal), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The dealer of a message that is in order. A dealer of somebody else's hears no more than that. */
function dealerOf(parsed: ParsedBody, caller: Caller, named: readonly string[]): string {
  const { object } = parsed;
  const shape = shapeFaults(MessageSubmission, object);
  const dealer = asId(object['dealerCode']);
  const isNamed = dealer !== undefined && shape.every(({ path }) => path !== 'dealerCode');
  if (isNamed && !(caller.dealers.includes(dealer) && named.every((one) => one === dealer)))
    throw new AppError('dealer-not-allowed');
  const faults = [...shape, ...messageRules(object), ...hostileText(parsed)];
  if (faults.length > 0 || dealer === undefined) throw unacceptable(faults);
  return dealer;
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
