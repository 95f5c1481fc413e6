import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { PinoLogger } from 'nestjs-pino';
import { applyBodyLimits } from './body-limit.js';
import { limitBodyTime } from './body-time.js';
import { handOverBodies } from './handed-body.js';
import { ProblemFilter } from './problem.filter.js';
import { requestLine } from './logger.module.js';

// Longer than a request may take, shorter than the ten seconds that Docker gives.
const CLOSE_TIMEOUT_MS = 8_000;
const REQUEST_TIMEOUT_MS = 30_000;
const STREAMED_TYPE = 'application/x-ndjson';
const COMPRESS_FROM_BYTES = 1024;
const REQUEST_ID = /^[\w.:-]{1,100}$/;

/** Fastify as this server wants it: request ids that a caller may choose, and no slow sockets. */
export function fastifyAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    genReqId: requestId,
    // Node's own limit counts for every body; limitBodyTime leaves out those that are streamed.
    requestTimeout: 0,
    http: { headersTimeout: REQUEST_TIMEOUT_MS },
    connectionTimeout: 60_000,
    keepAliveTimeout: 75_000,
    bodyLimit: 1024 * 1024,
    // While it ends, what has come in is answered: Fastify's own 503 would be of no use to anybody.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
  });
}

/** Everything between the socket and the controllers. */
export async function configureHttp(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const { logger: main } = await app.resolve(PinoLogger);
  // What is logged of a request is picked by name: to search it for secrets would take longer than
  // writing it.
  const logger = main.child({ context: 'Request' }, { redact: [] });
  fastify.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'x-request-id': reply.request.id, 'cache-control': 'no-store' });
  });
  closeConnections(fastify);
  applyBodyLimits(fastify);
  limitBodyTime(fastify, { milliseconds: REQUEST_TIMEOUT_MS, except: STREAMED_TYPE });
  handOverBodies(fastify);
  // Handed over as it comes: a load has no size that memory should know.
  fastify.addContentTypeParser(STREAMED_TYPE, (_request, payload, done) => done(null, payload));
  fastify.addHook('onResponse', async (request, reply) => {
    const line = requestLine(request, reply);
    logger.info(line, `${line.method} ${line.endpoint} ${line.status}`);
  });
  fastify.addHook('onRequestAbort', async (request) => {
    logger.warn({ requestId: request.id, endpoint: request.routeOptions.url }, 'Request aborted');
  });
  await app.register(compress, {
    threshold: COMPRESS_FROM_BYTES,
    encodings: ['zstd', 'br', 'gzip'],
    // The defaults aim at files that are compressed once: far too slow for answers.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
    zlibOptions: { level: 5 },
  });
  app.useGlobalFilters(new ProblemFilter());
}

/**
 * Lets the server end as soon as what has been asked is answered: Fastify closes the connections that
 * are idle when it is told to, but those with a request under way would then be kept alive.
 */
function closeConnections(fastify: FastifyInstance): void {
  let closing = false;
  fastify.addHook('preClose', async () => {
    closing = true;
    setTimeout(() => fastify.server.closeAllConnections(), CLOSE_TIMEOUT_MS).unref();
  });
  fastify.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
