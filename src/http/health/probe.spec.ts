import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from '@jest/globals';
import { makeAuthority } from '../../../test/support/certificates.js';

const PROBE = fileURLToPath(new URL('../../../dist/http/health/probe.js', import.meta.url));
const FOLDER = fileURLToPath(new URL('.', import.meta.url));

let server: ReturnType<typeof createHttp> | undefined;
afterEach(() => {
  server?.close();
});

/** Listens as the server would, and asks the probe. */
async function probe(listener: RequestListener | undefined, tls = false) {
  const { cert, key } = tls ? await (await makeAuthority()).issue() : { cert: '', key: '' };
  server = tls ? createHttps({ cert, key }, listener) : createHttp(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  if (!listener) server.close();
  const child = spawn(process.execPath, [PROBE], {
    // Away from the project's .env.
    cwd: FOLDER,
    env: {
      PORT: `${port}`,
      HOST: '0.0.0.0',
      ...(tls && { TLS_CERT_FILE: 'cert.pem', TLS_KEY_FILE: 'key.pem' }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = text(child.stderr);
  const [status] = (await once(child, 'close')) as [number];
  return { status, said: await said };
}

it.each([false, true])('a server that lives is well; with TLS of its own: %s', async (tls) => {
  const asked: (string | undefined)[] = [];
  const answer = await probe((request, response) => {
    asked.push(request.url);
    response.end('{}');
  }, tls);
  expect(answer).toEqual({ status: 0, said: '' });
  expect(asked).toEqual(['/health/live']);
});

it('a server that answers otherwise is not', async () => {
  const answer = await probe((_request, response) => response.writeHead(500).end());
  expect(answer).toEqual({ status: 1, said: '/health/live: 500\n' });
});

it('nor is one that is not there', async () => {
  const { status, said } = await probe(undefined);
  expect(status).toBe(1);
  expect(said).toMatch(/^\/health\/live: .*ECONNREFUSED.*\n$/);
});
