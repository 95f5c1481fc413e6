/** Where a program on this machine finds a server that listens on HOST: all addresses are none to ask. */
export function ownHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
