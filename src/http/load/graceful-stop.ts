import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import type { StopSignal } from '../../stop-signal.js';
import { Connections } from './connections.js';
import { Stopping } from './stopping.js';

/** Requests under way have until so long after the signal, and at least as long as {@link LEAST_MS}. */
const REQUESTS_MS = 18_000;
const LEAST_MS = 2_000;
/** The same where there was no signal. */
const CLOSE_MS = 8_000;

/** What the end of the server is waiting for, for people. */
export type StopPhase =
  | 'nothing'
  | 'load balancers to leave'
  | 'requests under way'
  | 'the workers (messages, sending, webhooks, loads)'
  | 'the database and other connections';

/**
 * Ends the serving of requests without cutting one: tells load balancers, waits until they have left,
 * listens no more, answers what has come, closes what is quiet. Workers and the database end after that:
 * requests need the second, and may need the first.
 */
@Injectable()
export class GracefulStop implements BeforeApplicationShutdown {
  readonly #logger = new Logger('Server');
  #connections: Connections | undefined;
  #phase: StopPhase = 'nothing';

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly stopping: Stopping,
    @Inject(CONFIG) private readonly config: Pick<Config, 'DRAIN_SECONDS'>,
  ) {}

  /** What is being waited for. */
  get phase(): StopPhase {
    return this.#phase;
  }

  /** Connections with a request under way. */
  get requests(): number {
    return this.#connections?.busy ?? 0;
  }

  /** Makes every connection known, and every answer tell that the end has come. Before it listens. */
  register(): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    this.#connections = new Connections(fastify);
    // Closed without a signal, as by tests and by a start that failed.
    fastify.addHook('preClose', async () => {
      this.stopping.close();
      setTimeout(() => fastify.server.closeAllConnections(), CLOSE_MS).unref();
    });
    fastify.addHook('onSend', (_request, reply, _payload, done) => {
      if (this.stopping.isAnnounced) reply.header('connection', 'close');
      done();
    });
  }

  /**
   * Ends when there is no connection any more.
   * @param hurry ends the waiting, and the requests
   */
  async run(signal: StopSignal, hurry: AbortSignal): Promise<void> {
    const began = Date.now();
    this.stopping.announce();
    const isServing = this.#connections?.isListening === true;
    const drainMs = isServing && signal === 'SIGTERM' ? this.config.DRAIN_SECONDS * 1000 : 0;
    if (drainMs > 0) {
      this.#enter('load balancers to leave', signal);
      await delay(drainMs, undefined, { signal: hurry }).catch(() => undefined);
    }
    this.#enter('requests under way', signal);
    const left = Math.max(LEAST_MS, REQUESTS_MS - (Date.now() - began));
    await this.#connections?.stopListening();
    this.stopping.close();
    const now = AbortSignal.any([hurry, AbortSignal.timeout(left)]);
    await this.#connections?.end(now);
    this.#enter('the workers (messages, sending, webhooks, loads)', signal);
  }

  /** Nest has ended the workers by now. */
  beforeApplicationShutdown(): void {
    this.#phase = 'the database and other connections';
  }

  #enter(phase: StopPhase, signal: StopSignal): void {
    this.#phase = phase;
    this.#logger.log({ requests: this.requests }, `${signal}: waiting for ${phase}`);
  }
}
