import type { ClientBase } from 'pg';
import type { NewEvent } from '../events/event.js';

/** A message from CRS whose turn it is. */
export interface InboundMessage {
  readonly dealerCode: string;
  readonly sequence: number;
  readonly submittedMessageId: string;
  readonly customerNumber: string | null;
  /** As it was submitted and checked; files by reference. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What came of it. */
export interface Handled {
  /** In a word, for whoever looks at the message. */
  readonly outcome: string;
  readonly events: readonly NewEvent[];
  readonly requestId?: string;
  readonly chainId?: string;
}

/**
 * Does what a message asks for, within the given transaction: all of it or, when it throws, nothing.
 * What is wrong with the message itself is a result, not an error.
 */
export interface InboundHandler {
  handle(client: ClientBase, message: InboundMessage): Promise<Handled>;
}
