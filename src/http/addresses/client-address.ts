import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isWithin, readNetworks } from '../../config/addresses.js';
import type { Config } from '../../config/config.js';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Address of who calls, as far as the proxies of TRUST_PROXY are to be believed; IPv4 is always
     * written as such. Empty when it is not known.
     */
    address: string;
  }
}

/** Whose X-Forwarded-For and X-Forwarded-Proto are believed: Fastify's `trustProxy`. */
export function proxyTrust(config: Pick<Config, 'TRUST_PROXY'>) {
  const networks = config.TRUST_PROXY ? readNetworks(config.TRUST_PROXY) : undefined;
  return networks ? (address: string) => isWithin(plainAddress(address), networks) : false;
}

/** Puts the address on each request, while the connection is there to ask. */
export function readAddresses(fastify: FastifyInstance): void {
  fastify.decorateRequest('address', '');
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.address = addressOf(request);
    done();
  });
}

/** The address that a request comes from; empty when it is none. */
export function addressOf({ ip }: Pick<FastifyRequest, 'ip'>): string {
  const address = plainAddress(ip);
  // A proxy that hands on what its own caller wrote may say anything.
  return isIP(address) ? address : '';
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const WITH_PORT = /^(?:\[(.+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/;

/** An address without its port, which some proxies add, and IPv4 as such. */
export function plainAddress(text: string | undefined): string {
  const [, six, four] = WITH_PORT.exec(text ?? '') ?? [];
  const address = six ?? four ?? text ?? '';
  return MAPPED.exec(address)?.[1] ?? address;
}
