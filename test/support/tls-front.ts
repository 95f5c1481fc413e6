import { connect, type AddressInfo, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { ServerCertificate } from './certificates.js';

/** What ends the encryption in front of a server, as a proxy does. */
export interface TlsFront {
  readonly origin: string;
  close(): Promise<void>;
}

/** @param port of the server on this machine */
export async function startTlsFront(
  certificate: ServerCertificate,
  port: number,
): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  const server = createServer(certificate, (outside) => {
    const inside = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [outside, inside],
      [inside, outside],
    ] as const)
      from
        .on('error', () => to.destroy())
        .on('close', () => to.destroy())
        .pipe(to);
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
