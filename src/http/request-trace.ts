import { context, trace, type Span } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { note } from './request-notes.js';

/**
 * Tells each request's span what only the server knows: the route, who asked for which dealer, what
 * was served. The log line gets the trace's id.
 */
export function traceRequests(fastify: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  fastify.addHook('onRequest', async (request) => {
    const span = trace.getActiveSpan();
    if (!span) return;
    spans.set(request, span);
    const { url: route } = request.routeOptions;
    const rpc = getRPCMetadata(context.active());
    // Names the span and its attribute http.route.
    if (rpc?.type === RPCType.HTTP && route !== undefined) rpc.route = route;
    note(request, { traceId: span.spanContext().traceId });
  });
  fastify.addHook('onResponse', async (request) => {
    const span = spans.get(request);
    if (!span) return;
    const { dealer, items, generation, messageType } = request.notes ?? {};
    const known = { dealer, items, generation, message_type: messageType };
    for (const [name, value] of Object.entries(known))
      if (value !== undefined) span.setAttribute(`crs.${name}`, value);
    if (request.caller) span.setAttribute('crs.client_id', request.caller.clientId);
    span.setAttribute('crs.request_id', request.id);
  });
}
