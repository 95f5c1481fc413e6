import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { TOKEN_PATH } from '../../auth/token-error.filter.js';
import { Metrics } from './metrics.js';
import { labelsOf, messageTypeOf, startsPull, type RequestLabels } from './request-labels.js';

const MESSAGE_PATH = '/api/v1/message';

/** Counts requests as they end. */
@Injectable()
export class RequestMeter {
  readonly #sent = new WeakMap<Socket, number>();
  #inProgress = 0;

  constructor(private readonly metrics: Metrics) {}

  /** Requests that came in and are not answered yet. */
  get inProgress(): number {
    return this.#inProgress;
  }

  /** Looks at the requests of a server from now on. To be called before it listens. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply, done) => {
      this.#inProgress++;
      // Also comes when the other side has gone away, which onResponse does not tell.
      reply.raw.once('close', () => this.#end(request, reply));
      done();
    });
  }

  #end(request: FastifyRequest, reply: FastifyReply): void {
    this.#inProgress--;
    // From before it was let in: what it waited for its turn is part of it.
    const seconds = reply.elapsedTime / 1000;
    const labels = labelsOf(request, reply);
    const { endpoint, dealer, status } = labels;
    this.metrics.count('crs_http_requests_total', labels);
    this.metrics.observe('crs_http_request_duration_seconds', { endpoint, status }, seconds);
    const bytes = this.#newBytes(reply.raw.socket ?? request.raw.socket);
    this.metrics.count('crs_http_sent_bytes_total', { endpoint, dealer }, bytes);
    const { items, problem } = request.notes ?? {};
    if (items !== undefined) this.#countPage(request, labels, items);
    if (problem) this.#countProblem(endpoint, problem);
    if (endpoint === TOKEN_PATH) this.#countToken(request, status);
    if (endpoint === MESSAGE_PATH) this.#countMessage(request, labels);
  }

  #countPage({ query }: FastifyRequest, { endpoint, dealer }: RequestLabels, items: number): void {
    this.metrics.count('crs_pull_pages_total', { endpoint, dealer });
    this.metrics.count('crs_pull_items_total', { endpoint, dealer }, items);
    if (startsPull(query)) this.metrics.count('crs_pull_sessions_total', { endpoint, dealer });
  }

  #countProblem(endpoint: string, { type, detail }: { type: string; detail?: string }): void {
    const code = type.slice(type.lastIndexOf(':') + 1);
    this.metrics.count('crs_http_problems_total', { endpoint, code });
    if (code === 'not-authenticated')
      this.metrics.count('crs_token_refusals_total', { reason: detail ?? 'There is none' });
  }

  #countToken({ notes }: FastifyRequest, status: string): void {
    const failed = status === '200' ? 'issued' : `answered ${status}`;
    this.metrics.count('crs_token_requests_total', { result: notes?.tokenError ?? failed });
  }

  #countMessage({ notes }: FastifyRequest, { dealer, status }: RequestLabels): void {
    const type = messageTypeOf(notes?.messageType);
    this.metrics.count('crs_messages_received_total', { dealer, type, status });
  }

  /** What has gone out on a connection since the request before. */
  #newBytes(socket: Socket | null): number {
    if (!socket) return 0;
    const written = socket.bytesWritten;
    const before = this.#sent.get(socket) ?? 0;
    this.#sent.set(socket, written);
    return Math.max(0, written - before);
  }
}
