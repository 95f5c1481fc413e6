import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import { limitBodyTime } from './body-time.js';

let app: FastifyInstance;

beforeAll(async () => {
  app = fastify({ requestTimeout: 0 });
  limitBodyTime(app, { milliseconds: 200, except: 'application/x-ndjson' });
  app.addContentTypeParser('application/x-ndjson', (_request, payload, done) =>
    done(null, payload),
  );
  const handler = async ({ body }: FastifyRequest) => {
    let length = 0;
    for await (const piece of body as AsyncIterable<Buffer>) length += piece.length;
    return { length };
  };
  app.route({ method: 'POST', url: '/', handler });
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => app.close());

/** Sends the head of a request and half of its body. */
function begin(type: string): Socket {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  socket.setEncoding('utf8');
  socket.write(
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 4\r\n\r\n{}`,
  );
  return socket;
}

it('a body that does not arrive is answered with 408, and the connection closed', async () => {
  const socket = begin('application/json');
  const [answer] = (await once(socket, 'data')) as [string];
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  await once(socket, 'close');
});

it('a streamed body may take longer', async () => {
  const streamed = begin('application/x-ndjson');
  // Begun later with the same time, so the streamed one has had more.
  await once(begin('application/json').resume(), 'close');
  streamed.write('{}');
  const [answer] = (await once(streamed, 'data')) as [string];
  expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*\{"length":4\}$/);
  streamed.destroy();
});
