import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Admission, BoundShare } from './admission.js';
import { hasBody, refuse } from './overloaded.js';
import { shareOfRoute, type Share } from './share.js';
import type { Stopping } from './stopping.js';

/** An answer that is ready may still take so long: after that its reader is slow, not this server. */
const SENDING_MS = 1_000;

/**
 * Has every request ask for admission before anything else is done for it. Its place is given back when
 * its answer is finished, or its connection gone, or nothing but a slow reader is waited for.
 *
 * A request with a body asks when the body is there: else whoever sends slowly would take the places of
 * others. Before that it is refused if there is no room even to wait. To be called before other hooks are
 * added and before there are routes.
 */
export function admitRequests(
  fastify: FastifyInstance,
  admission: Admission,
  stopping: Stopping,
): void {
  const leaving = new WeakMap<FastifyRequest, () => void>();
  const ask = (
    share: BoundShare,
    request: FastifyRequest,
    reply: FastifyReply,
    done: () => void,
  ) => {
    const pass = admission.pass(share, (refusal) => {
      if (refusal === undefined) done();
      else {
        admission.refused(refusal);
        refuse(request, reply, stopping.isAnnounced);
      }
    });
    const leave = () => pass.leave();
    leaving.set(request, leave);
    reply.raw.once('close', leave);
    pass.enter();
  };
  fastify.addHook('onRoute', (route) => {
    route.config = { ...route.config, share: shareOfRoute(route) };
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const share = shareOf(request);
    if (share === 'free') done();
    else if (!isReadFirst(share, request)) ask(share, request, reply, done);
    else {
      const refusal = admission.refusal(share);
      if (refusal === undefined) return done();
      admission.refused(refusal);
      refuse(request, reply, stopping.isAnnounced);
    }
  });
  fastify.addHook('preValidation', (request, reply, done) => {
    const share = shareOf(request);
    if (share !== 'free' && isReadFirst(share, request)) ask(share, request, reply, done);
    else done();
  });
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    const leave = leaving.get(request);
    if (leave) {
      const timer = setTimeout(leave, SENDING_MS).unref();
      reply.raw.once('close', () => clearTimeout(timer));
    }
    done();
  });
}

function shareOf({ routeOptions: { config } }: FastifyRequest): Share {
  // Fastify has no configuration for what it has no route for.
  return (config as typeof config | undefined)?.share ?? 'usual';
}

/** Messages and loads are read while they are worked on. */
function isReadFirst(share: BoundShare, request: FastifyRequest): boolean {
  return share === 'usual' && hasBody(request.raw);
}
