import type { Server } from 'node:net';
import {
  Inject,
  Injectable,
  Logger,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CONFIG, type Config } from '../../config/config.js';

const TELL_EVERY_MS = 60_000;

/** Keeps the number of open connections to MAX_CONNECTIONS; further ones are closed at once. */
@Injectable()
export class ConnectionLimit implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('Connections');
  #dropped = 0;
  #told = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Connections closed at once since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Connections that are open now. */
  open(): Promise<number> {
    return new Promise((resolve, reject) =>
      this.#server().getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  }

  onModuleInit(): void {
    const server = this.#server();
    server.maxConnections = this.config.MAX_CONNECTIONS;
    server.on('drop', () => {
      this.#dropped++;
      if (!this.#timer) this.#tell();
    });
  }

  onModuleDestroy(): void {
    clearTimeout(this.#timer);
  }

  /** At once of the first, then once a minute of how many there were: a flood must not fill the log. */
  #tell(): void {
    const dropped = this.#dropped - this.#told;
    this.#told = this.#dropped;
    this.#timer = undefined;
    if (dropped === 0) return;
    this.#logger.warn({ dropped }, 'Connections were closed at once: MAX_CONNECTIONS are open');
    this.#timer = setTimeout(() => this.#tell(), TELL_EVERY_MS).unref();
  }

  #server(): Server {
    return this.host.httpAdapter.getHttpServer() as Server;
  }
}
