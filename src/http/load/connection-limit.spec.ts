import { once } from 'node:events';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import type { LoggerService } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { until } from '../../../test/support/until.js';
import { ConfigModule } from '../../config/config.module.js';
import { readConfig } from '../../config/config.js';
import { ConnectionLimit } from './connection-limit.js';

const MOST = 3;

let app: NestFastifyApplication;
let connections: ConnectionLimit;
let sockets: Socket[] = [];
let lines: unknown[] = [];

const logger: LoggerService = {
  log: () => undefined,
  error: () => undefined,
  warn: (details: unknown) => lines.push(details),
};

beforeEach(async () => {
  sockets = [];
  lines = [];
  const config = readConfig({ MAX_CONNECTIONS: String(MOST) });
  const module = await Test.createTestingModule({
    imports: [ConfigModule.with(config)],
    providers: [ConnectionLimit],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger });
  await app.listen(0, '127.0.0.1');
  connections = app.get(ConnectionLimit);
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await app.close();
});

async function open(): Promise<Socket> {
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

it('closes at once what comes beyond MAX_CONNECTIONS, and counts it', async () => {
  for (let n = 0; n < MOST; n++) await open();
  await until(async () => (await connections.open()) === MOST);
  const beyond = await open();
  await once(beyond.resume(), 'close');
  expect([connections.dropped, await connections.open()]).toEqual([1, MOST]);
});

it('takes the next one when another is closed', async () => {
  for (let n = 0; n < MOST; n++) await open();
  sockets[0]?.destroy();
  await until(async () => (await connections.open()) < MOST);
  (await open()).write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [answer] = (await once(sockets.at(-1) as Socket, 'data')) as [Buffer];
  expect(String(answer)).toMatch(/^HTTP\/1.1 404/);
  expect(connections.dropped).toBe(0);
});

it('logs the first at once, and no line for each of those that follow', async () => {
  for (let n = 0; n < MOST + 20; n++) await open();
  await until(() => connections.dropped === 20);
  expect(lines).toEqual([{ dropped: 1 }]);
});
