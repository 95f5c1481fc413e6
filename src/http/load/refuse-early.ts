import type { RequestListener } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Admission } from './admission.js';
import { hasBody, refuseRaw } from './overloaded.js';
import { shareOfRoute } from './share.js';
import type { Stopping } from './stopping.js';

/** What a refusal needs to know. */
interface Refusing {
  readonly admission: Admission;
  readonly stopping: Stopping;
  readonly requestId: (request: Parameters<RequestListener>[0]) => string;
}

/**
 * Refuses what cannot be let in before Fastify has made anything of it. When ten times as much comes as
 * can be done, what a refusal costs decides how much is left for the others.
 *
 * It is done for what a path alone tells to be a GET of the usual share; all else is refused by
 * {@link admitRequests}, with the same answer. To be called before there are routes.
 */
export function refuseEarly(fastify: FastifyInstance, given: Refusing): void {
  const { admission, stopping, requestId } = given;
  const routes = new Set<string>();
  fastify.addHook('onRoute', (route) => {
    const isGet = [route.method].flat().includes('GET');
    if (isGet && shareOfRoute(route) === 'usual' && !/[:*]/.test(route.url)) routes.add(route.url);
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
  });
}
