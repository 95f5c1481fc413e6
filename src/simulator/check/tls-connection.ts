import { isIP } from 'node:net';
import { connect, type ConnectionOptions, type PeerCertificate } from 'node:tls';

/** What a server has shown when a connection was secured. */
export interface TlsShown {
  /** Such as `TLSv1.3`. */
  readonly protocol: string;
  readonly certificate: PeerCertificate;
  /** Code of what is wrong with the certificate, if something is. */
  readonly fault: string | undefined;
}

const WAIT_MS = 10_000;

/**
 * Opens a connection, takes whatever certificate is shown, and closes it: nothing is sent on it.
 * @throws Error when no connection could be secured
 */
export function tlsShown(url: URL, options: ConnectionOptions = {}): Promise<TlsShown> {
  const host = hostOf(url);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: Number(url.port) || 443,
      ...(!isIP(host) && { servername: host }),
      rejectUnauthorized: false,
      timeout: WAIT_MS,
      ...options,
    });
    socket.once('secureConnect', () => {
      const protocol = socket.getProtocol() ?? '';
      // Declared as an error, and a code in fact.
      const fault = socket.authorized ? undefined : String(socket.authorizationError);
      resolve({ protocol, certificate: socket.getPeerCertificate(), fault });
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(new Error('no answer within 10 seconds')));
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
  });
}

/** Without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
