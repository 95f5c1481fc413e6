import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Bytes. */
    bodyLimit?: number;
  }
}

/** Lets the body of a route be larger than those of others. @param bytes as it comes, uncompressed */
export function BodyLimit(bytes: number) {
  return RouteConfig({ bodyLimit: bytes });
}

/** Makes {@link BodyLimit} count. To be called before there are routes. */
export function applyBodyLimits(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.config?.bodyLimit !== undefined) route.bodyLimit = route.config.bodyLimit;
  });
}
