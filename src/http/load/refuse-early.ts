import type { RequestListener } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Admission } from './admission.js';
import { hasBody, refuseRaw } from './overloaded.js';
import type { Stopping } from './stopping.js';

/** What a refusal needs to know, and whom to tell. */
export interface EarlyRefusal {
  readonly admission: Admission;
  readonly stopping: Stopping;
  readonly requestId: (request: Parameters<RequestListener>[0]) => string;
  /** Is told the route of each request that was refused here. */
  readonly refused: (route: string) => void;
}

/**
 * Refuses what cannot be let in before Fastify has made anything of it. When ten times as much comes as
 * can be done, what a refusal costs decides how much is left for the others.
 *
 * It is done for what a path alone tells to be a GET of the usual share; all else is refused by
 * {@link admitRequests}, with the same answer. To be called before there are routes.
 */
export function refuseEarly(fastify: FastifyInstance, given: EarlyRefusal): void {
  const { admission, stopping, requestId, refused } = given;
  const routes = new Set<string>();
  fastify.addHook('onRoute', ({ method, url, config }) => {
    const isUsual = (config?.share ?? 'usual') === 'usual';
    if (isUsual && [method].flat().includes('GET') && !/[:*]/.test(url)) routes.add(url);
  });
  const { server } = fastify;
  const handlers = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    const refusal =
      request.method === 'GET' && routes.has(path) && !hasBody(request)
        ? admission.refusal('usual')
        : undefined;
    if (refusal === undefined) {
      for (const handle of handlers) handle.call(server, request, response);
      return;
    }
    admission.refused(refusal);
    const id = requestId(request);
    refuseRaw(request, response, { id, path, last: stopping.isAnnounced });
    refused(path);
  });
}
