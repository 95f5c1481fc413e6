import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { PinoLogger } from 'nestjs-pino';
import type { Config } from '../config/config.js';
import { tracesAreWanted } from '../config/tracing.js';
import { proxyTrust, readAddresses } from './addresses/client-address.js';
import { applyBodyLimits } from './body-limit.js';
import { limitBodyTime } from './body-time.js';
import { handOverBodies } from './handed-body.js';
import { Admission } from './load/admission.js';
import { admitRequests } from './load/admit-requests.js';
import { GracefulStop } from './load/graceful-stop.js';
import { refuseEarly } from './load/refuse-early.js';
import { Stopping } from './load/stopping.js';
import { traceRequests } from './request-trace.js';
import { ProblemFilter } from './problem.filter.js';
import { requestLine } from './logger.module.js';
import { secureHeaders } from './security-headers.js';
import { readCertificate } from './tls/certificate-files.js';
import { answerUnroutable } from './unroutable.js';
import { HANDSHAKE_TIMEOUT_MS, TLS_OPTIONS } from './tls/tls-options.js';

const REQUEST_TIMEOUT_MS = 30_000;
const STREAMED_TYPE = 'application/x-ndjson';
const COMPRESS_FROM_BYTES = 1024;
const REQUEST_ID = /^[\w.:-]{1,100}$/;

/** What is asked of every socket. */
const HTTP_OPTIONS = {
  headersTimeout: REQUEST_TIMEOUT_MS,
  // Often, so that few are ended at one time when thousands are slow.
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
};

/**
 * Fastify as this server wants it: request ids that a caller may choose, no slow sockets, HTTPS where
 * there is a certificate.
 * @throws ConfigError when TLS_CERT_FILE and TLS_KEY_FILE cannot be used
 */
export async function fastifyAdapter(config: Config): Promise<FastifyAdapter> {
  const common = {
    genReqId: requestId,
    frameworkErrors: answerUnroutable,
    trustProxy: proxyTrust(config),
    // Node's own limit counts for every body; limitBodyTime leaves out those that are streamed.
    requestTimeout: 0,
    connectionTimeout: 60_000,
    // Longer than load balancers keep theirs: who closes first must be the one that asks.
    keepAliveTimeout: 75_000,
    bodyLimit: 1024 * 1024,
    // While it ends, what has come in is answered: Fastify's own 503 would be of no use to anybody.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
  };
  if (!config.TLS_CERT_FILE) return new FastifyAdapter({ ...common, http: HTTP_OPTIONS });
  const { cert, key } = await readCertificate(config);
  const tls = { ...TLS_OPTIONS, handshakeTimeout: HANDSHAKE_TIMEOUT_MS, cert, key };
  return new FastifyAdapter({ ...common, https: { ...HTTP_OPTIONS, ...tls } });
}

/** Everything between the socket and the controllers. */
export async function configureHttp(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const { logger: main } = await app.resolve(PinoLogger);
  // What is logged of a request is picked by name: to search it for secrets would take longer than
  // writing it.
  const logger = main.child({ context: 'Request' }, { redact: [] });
  app.get(GracefulStop).register();
  const [admission, stopping] = [app.get(Admission), app.get(Stopping)];
  refuseEarly(fastify, { admission, stopping, requestId });
  admitRequests(fastify, admission, stopping);
  fastify.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'x-request-id': reply.request.id, 'cache-control': 'no-store' });
  });
  secureHeaders(fastify);
  readAddresses(fastify);
  if (tracesAreWanted()) traceRequests(fastify);
  applyBodyLimits(fastify);
  limitBodyTime(fastify, { milliseconds: REQUEST_TIMEOUT_MS, except: STREAMED_TYPE });
  handOverBodies(fastify);
  // Handed over as it comes: a load has no size that memory should know.
  fastify.addContentTypeParser(STREAMED_TYPE, (_request, payload, done) => done(null, payload));
  fastify.addHook('onResponse', async (request, reply) => {
    if (request.refused) return;
    const line = requestLine(request, reply);
    logger.info(line, `${line.method} ${line.endpoint} ${line.status}`);
  });
  fastify.addHook('onRequestAbort', async (request) => {
    const { id, address, routeOptions } = request;
    logger.warn({ requestId: id, address, endpoint: routeOptions.url }, 'Request aborted');
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

function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}
