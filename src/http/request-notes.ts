import type { FastifyRequest } from 'fastify';

/** What the request log says of a request beside what HTTP itself tells. */
export interface RequestNotes {
  dealer?: string;
  /** Items on the page that was served. */
  items?: number;
  generation?: string;
  messageType?: string;
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
