import type { Direction, MessageState } from '../../queue/message-record.js';

/** A message as the dealer's systems and operators see it. Times are ISO 8601. */
export interface MessageSummary {
  /** `in-12`, `out-3`: its direction and its sequence. */
  readonly id: string;
  readonly direction: Direction;
  /** Its place among the dealer's messages of that direction, from 1. */
  readonly sequence: number;
  readonly state: MessageState;
  readonly messageType: string;
  readonly customerNumber: string | null;
  readonly priority: number;
  readonly submittedMessageId: string;
  /** The id was used before, for another message. */
  readonly reusedId: boolean;
  readonly submittedTime: string;
  readonly enqueuedTime: string;
  readonly enqueuedClientId: string;
  readonly attemptCount: number;
  readonly attemptTime?: string;
  /** When it is tried next, if it is the first of its key; nothing is sent on a paused connection. */
  readonly nextAttemptTime?: string;
  /** When it was handled, delivered or dropped. */
  readonly settledTime?: string;
  /** What came of it, in a word. */
  readonly outcome?: string;
  /** Why the last attempt failed, or what it waits for. */
  readonly error?: string;
  readonly decidedBy?: string;
  readonly decidedReason?: string;
  readonly requestId?: string;
  readonly chainId?: string;
  /** When CRS put it into its queue, as it says. */
  readonly crsEnqueuedTime?: string;
  /** What CRS reported about it afterwards, in a message of its own. */
  readonly crsError?: string;
}

/** All that is kept of a message. */
export interface MessageDetails extends MessageSummary {
  /** The submission; the contents of files by reference. */
  readonly body: unknown;
}
