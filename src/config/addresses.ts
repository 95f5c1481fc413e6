import ipaddr from 'ipaddr.js';

/** A network: its first address, and how many bits of it count. */
export type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Reads addresses and networks in CIDR form (`192.0.2.7`, `2001:db8::/32`), separated by commas.
 * @returns undefined when one of them is none, or there is none at all
 */
export function readNetworks(text: string): readonly Network[] | undefined {
  const networks: Network[] = [];
  for (const part of text.split(',')) {
    const network = readNetwork(part.trim());
    if (!network) return undefined;
    networks.push(network);
  }
  return networks;
}

function readNetwork(text: string): Network | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return [ipaddr.IPv4.parse(text), 32];
  if (text.includes(':') && ipaddr.IPv6.isValid(text)) return [ipaddr.IPv6.parse(text), 128];
  return undefined;
}

/**
 * Reads networks by name: `crs=192.0.2.0/24,198.51.100.7; admin=10.0.0.0/8`.
 * @returns undefined when a part is not like that, or a name stands twice or is none of those allowed
 */
export function readNamedNetworks(
  text: string,
  names: readonly string[],
): ReadonlyMap<string, readonly Network[]> | undefined {
  const found = new Map<string, readonly Network[]>();
  for (const part of text.split(';')) {
    const [name = '', list = '', ...more] = part.split('=').map((word) => word.trim());
    const networks = readNetworks(list);
    if (!networks || more.length > 0 || !names.includes(name) || found.has(name)) return undefined;
    found.set(name, networks);
  }
  return found;
}

/** Whether an address lies in one of the networks. IPv4 written as IPv6 counts as IPv4. */
export function isWithin(address: string, networks: readonly Network[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const own = ipaddr.process(address);
  return networks.some(([first, bits]) => own.kind() === first.kind() && own.match(first, bits));
}
