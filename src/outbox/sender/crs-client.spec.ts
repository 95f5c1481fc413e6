import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { AddressRules } from '../../outgoing/address-rules.js';
import { CrsAgent } from './crs-agent.js';
import { CrsClient } from './crs-client.js';

const never = new AbortController().signal;
const TOKEN = 'the-token-of-the-dealer';
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function post(handle: RequestListener, stop = never, messageTimeoutMs = 300) {
  const server = createServer(handle);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const crs = new CrsClient(new CrsAgent(new AddressRules(true), { messageTimeoutMs }), Date.now);
  return crs.post({ url, token: TOKEN, body: '{}' }, stop);
}

it('does not read an answer without end, and does not wait for it either', async () => {
  const answer = await post((_request, response) => {
    const more = () => response.write('x'.repeat(10_000), () => setImmediate(more));
    response.writeHead(200);
    more();
  });
  expect(answer).toMatchObject({ status: 200, isWhole: false });
  expect(answer.text).toHaveLength(64 * 1024);
});

it('counts the status when the body is too slow', async () => {
  const answer = await post((_request, response) => {
    response.writeHead(202, { 'content-type': 'Application/JSON; charset=utf-8' }).write('{"a":');
  });
  expect(answer).toMatchObject({
    status: 202,
    contentType: 'application/json',
    text: '{"a":',
    isWhole: false,
  });
});

it('does not keep the token when an answer shows it', async () => {
  const { text } = await post((request, response) => {
    response.writeHead(400).end(`Headers: ${JSON.stringify(request.headers)}`);
  });
  expect(text).toContain('Bearer ***');
  expect(text).not.toContain(TOKEN);
});

it('ends when it is told to', async () => {
  const stop = AbortSignal.timeout(20);
  await expect(post(() => undefined, stop, 20_000)).rejects.toThrow(/abort|timeout/i);
});

it('does not follow a redirect', async () => {
  let requests = 0;
  const answer = await post((_request, response) => {
    requests++;
    response.writeHead(308, { location: '/elsewhere' }).end();
  });
  expect(answer.status).toBe(308);
  expect(requests).toBe(1);
});
