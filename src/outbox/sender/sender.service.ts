import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../../auth/clock.js';
import { AppError } from '../../errors.js';
import { retryAfterMs } from '../../outgoing/retry-after.js';
import type { Ending } from '../../queue/ending-worker.js';
import { delayAfter, type Backoff } from '../../queue/backoff.js';
import type { ClaimedMessage } from '../../queue/message-record.js';
import type { ClaimedConnection } from '../connection/crs-connection.js';
import { clockDriftMs, DRIFT_WARNED_MS } from './clock-drift.js';
import type { CrsAnswer } from './crs-client.js';
import { ExchangeService } from './exchange.service.js';
import { SenderStore, type Contact, type Turn } from './sender.store.js';
import { SendingMeter } from './sending-meter.js';
import type { Verdict } from './verdict.js';

/** Then others have their turn. */
const MOST_IN_A_ROW = 200;
/** A lease is renewed so often while CRS takes its time. */
const RENEWED_MS = 5_000;
/** Where nothing is found after all, it is looked again after so long. */
const IDLE_MS = 100;
const MOST_RETRY_AFTER_MS = 24 * 60 * 60_000;

/** § Real-time integration leaves retries to the sender: at once, 5 s, 15 s, 1 min, 2 min, every 5. */
export const BACKOFF: Backoff = { seconds: [0, 5, 15, 60, 120, 300], jitter: 0.2 };

/** What came of sending one message. */
type Outcome =
  | { readonly kind: 'answered'; readonly contact: Contact; readonly level: 'log' | 'warn' }
  | { readonly kind: 'failed'; readonly error: string; readonly retryAfter?: string | undefined };

/** Sends the messages of a dealer to CRS, one after the other and in their order. */
@Injectable()
export class SenderService {
  readonly #logger = new Logger('Outbox');

  constructor(
    private readonly store: SenderStore,
    private readonly exchanges: ExchangeService,
    private readonly meter: SendingMeter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Sends what waits on a claimed connection, until there is nothing more, CRS cannot take the next
   * one, or others have to have their turn; then lets go of it.
   */
  async send(claimed: ClaimedConnection, ending: Ending): Promise<void> {
    try {
      let turn = await this.store.begin(claimed);
      if (!turn.message) return await this.#idle(turn.connection, ending.now);
      for (let sent = 1; turn.message; sent++) {
        const goOn = () => sent < MOST_IN_A_ROW && !ending.soon.aborted;
        const next = await this.#one(turn.connection, turn.message, ending.now, goOn);
        if (!next) return;
        turn = next;
      }
      // Behind all that are due: with more dealers than senders each has its turn.
      await this.store.release(turn.connection, { again: new Date(this.clock()) });
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'message-lost')) throw error;
      this.#logger.warn({ dealer: claimed.dealerCode }, 'Another server sends for this dealer now');
    }
  }

  /** @returns what follows; undefined when the connection was let go of */
  async #one(
    connection: ClaimedConnection,
    message: ClaimedMessage,
    stop: AbortSignal,
    goOn: () => boolean,
  ): Promise<Turn | undefined> {
    const outcome = await this.#kept(connection, message, stop);
    if (outcome === undefined) {
      await this.store.release(connection, { message });
      return undefined;
    }
    if (outcome.kind === 'failed') {
      await this.#fail(connection, message, outcome);
      return undefined;
    }
    const { settled, clockDriftMs: drift } = outcome.contact;
    const turn = await this.store.settled(connection, message, outcome.contact, goOn());
    const about = { ...aboutOf(message), outcome: settled.outcome, error: settled.error };
    if (settled.state === 'done') this.#logger[outcome.level](about, 'Delivered a message');
    else this.#logger.error(about, 'CRS refused a message: it is parked');
    if (drift !== undefined && Math.abs(drift) > DRIFT_WARNED_MS)
      this.#logger.warn(
        { dealer: message.dealerCode, clockDriftSeconds: Math.round(drift / 1000) },
        "CRS's clock and this server's differ by more than five minutes",
      );
    return turn;
  }

  /** Sends with the leases kept. @returns undefined when it was given up before there was an answer */
  async #kept(connection: ClaimedConnection, message: ClaimedMessage, stop: AbortSignal) {
    const lost = new AbortController();
    const renew = () =>
      this.store.renew(connection, message).catch((error: unknown) => {
        if (error instanceof AppError) lost.abort();
      });
    const timer = setInterval(() => void renew(), RENEWED_MS);
    try {
      const given = AbortSignal.any([stop, lost.signal]);
      const outcome = await this.#outcome(connection, message, given);
      return outcome.kind === 'failed' && given.aborted ? undefined : outcome;
    } finally {
      clearInterval(timer);
    }
  }

  async #outcome(
    connection: ClaimedConnection,
    message: ClaimedMessage,
    stop: AbortSignal,
  ): Promise<Outcome> {
    const begin = performance.now();
    const exchange = await this.exchanges.exchange(connection, message, stop);
    const isGivenUp = stop.aborted && exchange.kind !== 'answered';
    if (!isGivenUp)
      this.meter.attempted(message, exchange, (performance.now() - begin) / 1000, this.clock());
    if (exchange.kind === 'answered')
      return this.#judged(message, exchange.verdict, exchange.answer);
    if (exchange.kind === 'unsendable') return this.#parked(message, exchange.error);
    return { ...exchange, kind: 'failed' };
  }

  #judged(message: ClaimedMessage, verdict: Verdict, answer: CrsAnswer): Outcome {
    if (verdict.kind === 'refused')
      return this.#parked(message, verdict.error, clockDriftMs(message, undefined, answer));
    if (verdict.kind !== 'delivered')
      return { kind: 'failed', error: verdict.error, retryAfter: answer.retryAfter };
    const { enqueuedTime, remark } = verdict;
    return {
      kind: 'answered',
      level: remark === undefined ? 'log' : 'warn',
      contact: {
        settled: {
          state: 'done',
          outcome: remark === undefined ? 'delivered' : `delivered; ${remark}`,
          ...(enqueuedTime && { crsEnqueuedTime: enqueuedTime }),
        },
        events: [],
        time: new Date(this.clock()),
        clockDriftMs: clockDriftMs(message, enqueuedTime, answer),
      },
    };
  }

  #parked(message: ClaimedMessage, error: string, drift?: number): Outcome {
    const { sequence, messageType, customerNumber, submittedMessageId, requestId, chainId } =
      message;
    const data = {
      message: `out-${sequence}`,
      messageType,
      customerNumber,
      submittedMessageId,
      error,
      ...(requestId !== null && { requestId }),
      ...(chainId !== null && { chainId }),
    };
    const contact = {
      settled: { state: 'parked' as const, error },
      events: [{ type: 'message.parked' as const, data }],
      time: new Date(this.clock()),
      clockDriftMs: drift,
    };
    return { kind: 'answered', level: 'log', contact };
  }

  async #fail(
    connection: ClaimedConnection,
    message: ClaimedMessage,
    { error, retryAfter }: Extract<Outcome, { kind: 'failed' }>,
  ): Promise<void> {
    const now = this.clock();
    const asked = Math.min(retryAfterMs(retryAfter, now) ?? 0, MOST_RETRY_AFTER_MS);
    const wait = Math.max(delayAfter(connection.failures + 1, BACKOFF) * 1000, asked);
    const dueTime = new Date(now + wait);
    await this.store.failed(connection, message, { error, time: new Date(now), dueTime });
    const failures = connection.failures + 1;
    this.#logger.warn(
      { ...aboutOf(message), failures, error, nextAttemptTime: dueTime.toISOString() },
      'A message could not be delivered: it is tried again',
    );
  }

  /** Nothing waits any more; but whether a new secret works is to be known. */
  async #idle(connection: ClaimedConnection, stop: AbortSignal): Promise<void> {
    if (connection.isActive && connection.nextSecret)
      await this.exchanges.tryNewSecret(connection, stop);
    await this.store.release(connection, { again: new Date(this.clock() + IDLE_MS) });
  }
}

function aboutOf({ dealerCode, sequence, messageType, attemptCount }: ClaimedMessage) {
  return { dealer: dealerCode, message: `out-${sequence}`, messageType, attemptCount };
}
