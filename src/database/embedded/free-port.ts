import { createServer } from 'node:net';

/** A port of 127.0.0.1 that is free now: the wanted one, else any. */
export async function freePort(wanted = 0): Promise<number> {
  const port = await tryListen(wanted);
  return port ?? (await freePort());
}

function tryListen(port: number): Promise<number | undefined> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (port === 0 ? reject(error) : resolve(undefined)));
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      const found = typeof address === 'object' ? address?.port : undefined;
      server.close(() => resolve(found));
    });
  });
}
