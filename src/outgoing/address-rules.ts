import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Which addresses may be connected to for somebody who names them. */
export class AddressRules {
  /** @param allowPrivate loopback and private addresses too, and plain HTTP */
  constructor(readonly allowPrivate: boolean) {}
}

/** Global unicast: nothing else of IPv6 is routed on the internet. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');
/** Nobody's own but the cloud's: the platform address of Azure, which is public in form only. */
const PLATFORM = new Set(['168.63.129.16']);
/** What a dealer's own network consists of. */
const PRIVATE = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat']);

/**
 * Whether an IP address may be connected to. Addresses that hold another one (IPv4-mapped, NAT64,
 * 6to4, Teredo) are refused whatever they hold: nobody's endpoint has one. So are link-local ones, where
 * clouds keep the credentials of their machines, even where private ones are allowed.
 */
export function isAllowedAddress(address: string, { allowPrivate }: AddressRules): boolean {
  if (!isIP(address) || PLATFORM.has(address)) return false;
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (allowPrivate && PRIVATE.has(range)) return true;
  if (range !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6);
}
