import type { Readable } from 'node:stream';
import { UnsupportedMediaTypeException } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the body is handed over as it comes. */
    handedBody?: boolean;
  }
}

/** A body still to be read. */
export interface HandedBody {
  readonly stream: Readable;
  /** The `content-encoding` that its sender names, if any. */
  readonly encoding: string | undefined;
  /** Bytes there will be, unpacked; undefined where nobody says. */
  readonly length: number | undefined;
  /** Ends the connection when the request is answered, although there is more of the body to come. */
  readonly cutOff: () => void;
}

/**
 * Hands the body of a route over as it comes, as a {@link HandedBody}: whatever type and encoding its
 * sender gives it, or none. What cannot be read is then for the route to answer.
 */
export function HandOverBody() {
  return RouteConfig({ handedBody: true });
}

// No sender's type: it stands in for theirs so that Fastify finds the parser.
const HANDED_TYPE = 'application/vnd.crs-dealer-api.handed-body';

/** Makes {@link HandOverBody} count. */
export function handOverBodies(fastify: FastifyInstance): void {
  const handed = new WeakMap<object, Omit<HandedBody, 'stream'>>();
  fastify.addHook('onRequest', async ({ raw, routeOptions }, reply) => {
    if (!routeOptions.config.handedBody) return;
    const { headers } = raw;
    const encoding = headers['content-encoding'];
    const length = encoding === undefined ? Number(headers['content-length']) : NaN;
    handed.set(raw, {
      encoding,
      length: Number.isSafeInteger(length) ? length : undefined,
      cutOff: () => void reply.header('connection', 'close'),
    });
    delete headers['content-encoding'];
    headers['content-type'] = HANDED_TYPE;
  });
  fastify.addContentTypeParser(HANDED_TYPE, ({ raw }, stream, done) => {
    const body = handed.get(raw);
    if (body) done(null, { ...body, stream } satisfies HandedBody);
    else done(new UnsupportedMediaTypeException());
  });
}
