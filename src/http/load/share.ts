import { RouteConfig } from '@nestjs/platform-fastify';
import type { RouteOptions } from 'fastify';

/**
 * What a request takes a place of. Each has its own number of them, so that what waits for others, or
 * is sent or read slowly, takes none from the pages:
 * - `usual`: REQUESTS_AT_ONCE, and REQUESTS_WAITING that wait
 * - `messages`: messages from CRS, whose bodies are read while they have their place
 * - `lasting`: answers that take their time by nature: event feeds, loads, tests of a connection
 * - `documents`: the documentation, which everybody may read, however slowly
 * - `free`: no place at all: what tells how the server fares, or how to get in
 */
export type Share = 'usual' | 'messages' | 'lasting' | 'documents' | 'free';

declare module 'fastify' {
  interface FastifyContextConfig {
    share?: Share;
  }
}

/** Of routes that others than our controllers make, or that are many. */
const BY_PATH: readonly (readonly [start: string, share: Share])[] = [
  ['/docs', 'documents'],
  ['/openapi.json', 'documents'],
  ['/health/', 'free'],
  ['/.well-known/', 'free'],
];

/** What a route takes a place of. */
export function shareOfRoute({ url, config }: Pick<RouteOptions, 'url' | 'config'>): Share {
  const known = BY_PATH.find(([start]) => url.startsWith(start))?.[1];
  return known ?? (config?.handedBody ? 'messages' : (config?.share ?? 'usual'));
}

/** Says what a route takes a place of; `usual` without it. */
export function TakesShare(share: Share) {
  return RouteConfig({ share });
}
