/** `in`: from CRS to the dealer; `out`: from the dealer to CRS. */
export type Direction = 'in' | 'out';

/**
 * - `queued`: waits for its turn, or is being handled or sent
 * - `done`: handled, or delivered
 * - `parked`: failed too often or for good; waits for somebody to replay or drop it, and the messages
 *   of its key wait with it
 * - `unmatched`: the same, as its customer is not known
 * - `dropped`: somebody decided that it is not to be handled
 */
export const MESSAGE_STATES = ['queued', 'done', 'parked', 'unmatched', 'dropped'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** A message to be queued. */
export interface NewMessage {
  readonly messageType: string;
  readonly customerNumber: string | null;
  /** Higher goes first among the first messages of their keys. */
  readonly priority: number;
  readonly submittedMessageId: string;
  readonly submittedTime: Date;
  /** SHA-256 of the submission. */
  readonly digest: Uint8Array;
  /** The submission as JSON, with its files taken out. */
  readonly body: string;
  /** Messages of one key are handled one after the other, in their order. */
  readonly queueKey: string;
  readonly enqueuedClientId: string;
  readonly requestId?: string;
  readonly chainId?: string;
}

/** Where a message stands in its queue. */
export interface Enqueued {
  /** From 1 for each dealer and direction, in commit order. */
  readonly sequence: number;
  readonly enqueuedTime: Date;
}

/** Names one message. */
export interface MessageKey {
  readonly dealerCode: string;
  readonly direction: Direction;
  readonly sequence: number;
}

/** A message that this process may handle now; nobody else will until the lease ends. */
export interface ClaimedMessage extends MessageKey {
  readonly queueKey: string;
  /** Proves the claim when it is settled. */
  readonly lease: string;
  /** This attempt included. */
  readonly attemptCount: number;
  readonly enqueuedTime: Date;
  readonly messageType: string;
  readonly customerNumber: string | null;
  readonly submittedMessageId: string;
  readonly body: string;
  readonly requestId: string | null;
  readonly chainId: string | null;
}

/** How the handling of a message ended. */
export interface Settled {
  readonly state: 'done' | 'parked' | 'unmatched';
  /** What came of it, in a word. */
  readonly outcome?: string;
  /** Why it waits for somebody. */
  readonly error?: string;
  readonly requestId?: string;
  readonly chainId?: string;
  /** When the other side put it into its queue, as it says. */
  readonly crsEnqueuedTime?: Date;
}
