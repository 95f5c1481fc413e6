import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a PostgreSQL server that can be shut, or lead to another one: a load balancer's part. */
export interface Gate {
  /** The URL that was given, at the gate's own port. */
  readonly url: string;
  /** How many were turned away while it was shut. */
  turnedAway(): number;
  /** Cuts all connections, and lets in no others. */
  shut(): void;
  open(): void;
  /** Where connections lead that are made from now on. */
  lead(databaseUrl: string): void;
  remove(): Promise<void>;
}

/** Opens a gate to the server of a URL. */
export async function openGate(databaseUrl: string): Promise<Gate> {
  let target = new URL(databaseUrl);
  let shut = false;
  let turnedAway = 0;
  const sockets = new Set<Socket>();
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((socket) => {
    if (shut) {
      turnedAway++;
      return void socket.destroy();
    }
    const onward = connect(Number(target.port), target.hostname);
    for (const one of [socket, onward])
      sockets.add(one.on('error', () => undefined).on('close', () => sockets.delete(one)));
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    turnedAway: () => turnedAway,
    shut: () => {
      shut = true;
      cut();
    },
    open: () => {
      shut = false;
    },
    lead: (other) => {
      target = new URL(other);
    },
    remove: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      return closed;
    },
  };
}
