import type { DynamicModule } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LoggerModule } from 'nestjs-pino';
import { destination, stdTimeFunctions, type DestinationStream, type LoggerOptions } from 'pino';
import { CONFIG, type Config } from '../config/config.js';

/** Paths whose values never reach a log, wherever an object that holds them is logged. */
const REDACTED = [
  'req.headers.authorization',
  'req.headers.cookie',
  'headers.authorization',
  '*.client_secret',
  '*.access_token',
  '*.password',
  'client_secret',
  'access_token',
  'password',
];

function isPretty({ LOG_FORMAT: format }: Config, terminal = process.stdout.isTTY): boolean {
  return format === 'pretty' || (format === 'auto' && terminal);
}

/** pino's options: JSON lines, or pretty ones for people at a terminal. */
export function loggerOptions(config: Config, terminal = process.stdout.isTTY): LoggerOptions {
  const pretty = isPretty(config, terminal);
  return {
    level: config.LOG_LEVEL,
    timestamp: stdTimeFunctions.isoTime,
    redact: { paths: REDACTED, censor: '[redacted]' },
    ...(pretty && {
      transport: {
        target: 'pino-pretty',
        options: {
          translateTime: 'SYS:HH:MM:ss',
          ignore: 'pid,hostname,context',
          singleLine: true,
        },
      },
    }),
  };
}

/**
 * Standard output for JSON lines, written some at a time: a write for each line takes a tenth of the
 * time that a page costs. A process that ends writes what is left; only one that is killed cannot.
 */
function bufferedOutput(): DestinationStream {
  if (output) return output;
  const buffered = destination({ fd: 1, sync: false, minLength: BUFFERED_BYTES });
  setInterval(() => buffered.flush(), FLUSH_MS).unref();
  return (output = buffered);
}

// One for the process: an app that is started again writes to the same place.
let output: DestinationStream | undefined;
const BUFFERED_BYTES = 4096;
const FLUSH_MS = 200;

/** Nest's logger on pino. Each request is one line, {@link requestLine}. */
export function loggerModule(): DynamicModule {
  return LoggerModule.forRootAsync({
    inject: [CONFIG],
    useFactory: (config: Config) => ({
      pinoHttp: isPretty(config)
        ? loggerOptions(config)
        : [loggerOptions(config), bufferedOutput()],
      // No logger of its own for each request: it costs more than all else that is done in Node for a
      // page, and what is logged of a request names its id itself.
      forRoutes: [],
    }),
  });
}

/** What the log says of one request. The query is left out: it may hold secrets. */
export function requestLine(request: FastifyRequest, reply: FastifyReply) {
  const { dealer, items, generation, messageType, traceId, client, tokenError } =
    request.notes ?? {};
  return {
    requestId: request.id,
    client: request.caller?.clientId ?? client,
    dealer: dealer ?? requestedDealer(request),
    address: request.address || undefined,
    method: request.method,
    endpoint: request.routeOptions.url ?? request.url.split('?', 1)[0],
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime * 10) / 10,
    items,
    generation,
    messageType,
    tokenError,
    traceId,
  };
}

/** The dealer a refused request was about, if that is one of the caller's. */
export function requestedDealer({ caller, query }: FastifyRequest): string | undefined {
  const [only, ...others] = caller?.dealers ?? [];
  if (others.length === 0) return only;
  const named = Object.entries(query as object).find(([name]) => name.toLowerCase() === 'dealer');
  return caller?.dealers.find((dealer) => dealer === named?.[1]);
}
