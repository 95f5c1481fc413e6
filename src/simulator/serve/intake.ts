import { createHash } from 'node:crypto';
import { parseZonedDatetime } from '../../interface/datetime.js';
import { asId, asText, type JsonObject } from '../../interface/message/json-values.js';
import { shown } from '../findings.js';
import { MESSAGE, SENDING } from '../rules/messages.rules.js';
import { checkMessage } from '../traffic/check-message.js';
import type { Inspection } from '../traffic/inspection.js';
import type { CrsSide } from './crs-side.js';
import type { Refusal } from './crs-requests.js';
import { SendOrder } from './send-order.js';

/** A message as it came in. */
export interface Incoming {
  readonly body: Uint8Array;
  readonly contentType: string | undefined;
}

/** What CRS answers to a message, and what it thinks of it. */
export interface IntakeAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly inspection: Inspection;
  readonly message?: JsonObject | undefined;
  readonly refusal?: Refusal | undefined;
}

/** "large variances between the submittedTime, enqueuedTime … will be problem flags". */
const MOST_AHEAD_MS = 120_000;

/** Repetitions come soon: of so many messages they are known. */
const MOST_REMEMBERED = 2000;

/** Takes the dealer's messages in as CRS does (§ Base Messaging Structure). */
export class Intake {
  readonly order = new SendOrder();
  readonly #taken = new Map<string, { digest: string; reply: JsonObject }>();

  constructor(
    private readonly side: CrsSide,
    private readonly clientId: string,
    /** The dealer that the client belongs to; any when left out. */
    private readonly dealer: string | undefined,
  ) {}

  take({ body, contentType }: Incoming): IntakeAnswer {
    const { inspection, message } = checkMessage(body, 'dealer');
    const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(contentType ?? '');
    inspection.expect(MESSAGE.contentType, isJson ? undefined : (contentType ?? 'nothing'));
    if (!message || inspection.hasErrors) return refused(402, inspection, message);
    this.#checkDealer(message, inspection);
    if (inspection.hasErrors) return refused(403, inspection, message);
    this.#checkClock(message, inspection);
    const digest = createHash('sha256').update(body).digest('base64');
    const known = this.#taken.get(asId(message['submittedMessageId']) ?? '');
    if (known) {
      const differs = known.digest === digest ? undefined : shown(message['submittedMessageId']);
      inspection.expect(SENDING.sameId, differs, 'submittedMessageId');
      if (differs === undefined) return { status: 200, body: known.reply, inspection, message };
    }
    return this.#applied(message, digest, inspection);
  }

  #applied(message: JsonObject, digest: string, inspection: Inspection): IntakeAnswer {
    const reply = {
      ...message,
      enqueuedTime: new Date().toISOString(),
      enqueuedClientId: this.clientId,
      attemptTime: null,
      attemptCount: 0,
      deliveredTime: null,
      active: true,
    };
    const id = asId(message['submittedMessageId']) ?? '';
    if (!this.#taken.has(id)) this.#taken.set(id, { digest, reply });
    const [oldest] = this.#taken.keys();
    if (oldest !== undefined && this.#taken.size > MOST_REMEMBERED) this.#taken.delete(oldest);
    inspection.expect(SENDING.sameId, undefined);
    const refusal = this.side.received(message, inspection);
    return { status: 200, body: reply, inspection, message, refusal };
  }

  #checkDealer({ dealerCode }: JsonObject, inspection: Inspection): void {
    if (this.dealer === undefined) return;
    const isOwn = asId(dealerCode) === this.dealer;
    inspection.expect(
      SENDING.dealer,
      isOwn ? undefined : `${shown(dealerCode)}; the client is ${this.dealer}’s`,
      'dealerCode',
    );
  }

  #checkClock({ submittedTime }: JsonObject, inspection: Inspection): void {
    const time = parseZonedDatetime(asText(submittedTime) ?? '')?.time ?? 0;
    const isAhead = time - Date.now() > MOST_AHEAD_MS;
    inspection.expect(SENDING.clock, isAhead ? shown(submittedTime) : undefined, 'submittedTime');
  }
}

function refused(
  status: 402 | 403,
  inspection: Inspection,
  message: JsonObject | undefined,
): IntakeAnswer {
  const faults = inspection.broken
    .filter(({ rule }) => rule.severity === 'error')
    .map(({ rule, path, found }) => ({ rule: rule.id, path, found, expected: rule.expected }));
  const title = status === 402 ? 'The message is not valid' : 'No access to this dealer';
  return { status, body: { title, status, faults }, inspection, message };
}
