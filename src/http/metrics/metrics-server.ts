import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CONFIG, type Config } from '../../config/config.js';
import { MetricsPage } from './metrics-page.js';
import { RequestMeter } from './request-meter.js';

/** METRICS_PORT cannot be listened on. The message is one line, for an operator. */
export class MetricsPortError extends Error {
  override readonly name = 'MetricsPortError';
}

const REFUSALS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use by another program: choose another one',
  EACCES: 'the system does not allow it: choose one from 1024 on',
  EADDRNOTAVAIL: 'METRICS_HOST is no address of this machine',
};

const PATH = '/metrics';
const MOST_CONNECTIONS = 50;
const REQUEST_MS = 5_000;
// Longer than Prometheus usually waits between two scrapes.
const KEEP_ALIVE_MS = 75_000;

/** Answers Prometheus, on a port of its own: from before the API listens until after it has ended. */
@Injectable()
export class MetricsServer implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger('Metrics');
  #server: Server | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'METRICS_PORT' | 'METRICS_HOST'>,
    private readonly page: MetricsPage,
    private readonly requests: RequestMeter,
    private readonly host: HttpAdapterHost,
  ) {}

  /** Where it listens; undefined when METRICS_PORT is off. */
  get url(): string | undefined {
    const address = this.#server?.address() as AddressInfo | null | undefined;
    if (!address) return undefined;
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `http://${host}:${address.port}${PATH}`;
  }

  /** @throws MetricsPortError */
  async onModuleInit(): Promise<void> {
    const { METRICS_PORT: port, METRICS_HOST: host } = this.config;
    if (port === 'off') return;
    this.requests.watch(this.host.httpAdapter.getInstance());
    const server = createServer((request, response) => void this.#answer(request, response));
    server.maxConnections = MOST_CONNECTIONS;
    server.requestTimeout = REQUEST_MS;
    server.headersTimeout = REQUEST_MS;
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.listen(port, host);
    await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
      const reason = REFUSALS[error.code ?? ''] ?? error.message;
      throw new MetricsPortError(`METRICS_PORT=${port} cannot be used: ${reason}`);
    });
    this.#server = server;
    this.#logger.log(`Metrics at ${this.url}`);
  }

  async onApplicationShutdown(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isAsked = request.method === 'GET' && request.url?.split('?', 1)[0] === PATH;
    if (!isAsked) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end(`Only GET ${PATH} is here\n`);
      return;
    }
    try {
      const text = await this.page.text();
      response.writeHead(200, { 'content-type': this.page.contentType }).end(text);
    } catch (err) {
      this.#logger.error({ err }, 'The metrics could not be read');
      response.writeHead(500).end();
    }
  }
}
