import type { FastifyInstance } from 'fastify';

/** Path of the documentation's page and what belongs to it. */
export const DOCS_PATH = '/docs';

const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** Answers are data: a browser has nothing to load or run for them. */
export const DATA_HEADERS = {
  ...ALWAYS,
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** The page has its scripts and pictures from this server, and its styles also in itself. */
const PAGE = {
  ...ALWAYS,
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

/** A year. Not for subdomains, which are not this server's to speak for. */
const ONLY_HTTPS = 'max-age=31536000';

/**
 * The headers that keep browsers from doing harm with answers. Fixed sets, as they are on every page
 * of a pull: @fastify/helmet puts the same together anew for each answer.
 */
export function secureHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.headers(request.url.startsWith(DOCS_PATH) ? PAGE : DATA_HEADERS);
    // Over plain HTTP the header means nothing (RFC 6797 §7.2).
    if (request.protocol === 'https') reply.header('strict-transport-security', ONLY_HTTPS);
    done();
  });
}
