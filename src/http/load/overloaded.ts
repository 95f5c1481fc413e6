import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS } from '../../errors.js';
import { pathOf, problemType } from '../problem.js';
import { DATA_HEADERS } from '../security-headers.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Refused because of the load: answered, and not worth a line in the log. */
    refused?: boolean;
  }
}

const START = JSON.stringify({
  type: problemType('overloaded'),
  title: ERRORS.overloaded.title,
  status: 503,
}).slice(0, -1);

/** Seconds: apart, so that those who are refused together do not come back together. */
const RETRY_AFTER = ['1', '2', '3', '4', '5'];

/** A body that nobody wants is let in for so long: to cut it off could lose the answer. */
const UNREAD_BODY_MS = 30_000;

/**
 * Answers with 503, past everything that answers have otherwise: a refusal must cost next to nothing.
 * @param last whether the connection ends with it
 */
export function refuse(request: FastifyRequest, reply: FastifyReply, last: boolean): void {
  request.refused = true;
  reply.hijack();
  refuseRaw(request.raw, reply.raw, { id: request.id, path: pathOf(request), last });
}

/** The same for a request that Fastify has not seen. */
export function refuseRaw(
  request: IncomingMessage,
  response: ServerResponse,
  { id, path, last }: { readonly id: string; readonly path: string; readonly last: boolean },
): void {
  const where = `,"instance":${JSON.stringify(path)}`;
  const body = `${START}${where},"requestId":${JSON.stringify(id)}}`;
  response.writeHead(503, {
    ...DATA_HEADERS,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'retry-after': RETRY_AFTER[Math.floor(Math.random() * RETRY_AFTER.length)],
    'x-request-id': id,
    ...(last && { connection: 'close' }),
  });
  response.end(body);
  if (request.complete || !hasBody(request)) return;
  const timer = setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, UNREAD_BODY_MS).unref();
  request.once('close', () => clearTimeout(timer));
}

/** Whether a request comes with a body. */
export function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
