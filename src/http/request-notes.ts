import type { FastifyRequest } from 'fastify';

/** What of a problem body is worth keeping. */
interface AnsweredProblem {
  readonly type: string;
  readonly detail?: string;
  readonly faults?: readonly { readonly path: string; readonly reason: string }[];
}

/** What a message says it is, before that is looked at. */
interface MessageClaims {
  readonly messageType: string | undefined;
  readonly customerNumber: string | undefined;
  readonly submittedMessageId: string | undefined;
}

/** What the request log and the records say of a request beside what HTTP itself tells. */
export interface RequestNotes {
  dealer?: string;
  /** Items on the page that was served. */
  items?: number;
  generation?: string;
  /** Bytes of the page, before it is compressed; of a message, as it was read. */
  bytes?: number;
  /** Items that fit on a page, and how many pages the list has. */
  pageSize?: number;
  totalPages?: number;
  messageType?: string;
  /** What a message says of itself: any text of any length. */
  claims?: MessageClaims;
  /** Of the message in the queue. */
  sequence?: number;
  /** The problem it was answered with. */
  problem?: AnsweredProblem;
  /** Who asks for a token, by the id it gives. */
  client?: string | undefined;
  /** The error of RFC 6749 §5.2 that the token endpoint answered with. */
  tokenError?: string;
  /** Of the trace that the request belongs to. */
  traceId?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    notes?: RequestNotes;
  }
}

/** Adds to what the request's log line will say. */
export function note(request: FastifyRequest, notes: RequestNotes): void {
  request.notes = { ...request.notes, ...notes };
}
