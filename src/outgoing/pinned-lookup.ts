import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isAllowedAddress, type AddressRules } from './address-rules.js';

/** All the addresses of a host; an IP address is its own. */
export type Resolver = (host: string) => Promise<readonly LookupAddress[]>;

/** The system's resolver. */
export const systemResolver: Resolver = (host) => lookup(host, { all: true });

/** A host has an address that must not be connected to. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
  constructor() {
    super('its address is not public');
  }
}

/**
 * Finds the addresses of a host, and makes the lookup of a connection that knows no others: so a name
 * cannot stand for one address when it is checked and for another one when it is connected to.
 * @throws AddressRefusedError when one of them is not allowed; what the resolver throws
 */
export async function pinnedLookup(
  host: string,
  resolve: Resolver,
  rules: AddressRules,
): Promise<LookupFunction> {
  const found = await resolve(host);
  if (found.some(({ address }) => !isAllowedAddress(address, rules)))
    throw new AddressRefusedError();
  return (_host, { all }, callback) => {
    const [first] = found;
    if (!first) callback(new Error('it has no address'), '');
    else if (all) callback(null, [...found]);
    else callback(null, first.address, first.family);
  };
}

/**
 * A lookup for connections that are made again and again: each time the addresses are found anew and
 * checked, and the connection goes to one of those.
 */
export function guardedLookup(rules: AddressRules, resolve = systemResolver): LookupFunction {
  return (host, options, callback) => {
    void connect();
    async function connect() {
      const found = await pinnedLookup(host, resolve, rules).catch((error: Error) => error);
      if (found instanceof Error) callback(found, '');
      else found(host, options, callback);
    }
  };
}
