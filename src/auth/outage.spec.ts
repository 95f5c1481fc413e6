import { randomBytes } from 'node:crypto';
import { Catch, Controller, Get, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { startTestPostgres, type TestPostgres } from '../../test/support/test-postgres.js';
import { CONFIG, readConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { applyMigrations } from '../database/migrations.js';
import { isUnavailable } from '../database/unavailable.js';
import { AuthModule } from './auth.module.js';
import { ClientService } from './client.service.js';
import { DealerService } from './dealer.service.js';
import { RequireScope } from './require-scope.decorator.js';

@Controller()
class ProbeController {
  @Get('probe')
  @RequireScope('crs')
  probe() {
    return {};
  }
}

@Catch()
class ProbeFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(isUnavailable(error) ? 503 : 500).send();
  }
}

let postgres: TestPostgres;
let database: Database;
let app: NestFastifyApplication;

beforeAll(async () => {
  postgres = await startTestPostgres();
  await applyMigrations(postgres.url);
  const SECRETS_KEY = randomBytes(32).toString('base64');
  const config = readConfig({
    DATABASE_URL: postgres.url,
    SECRETS_KEY,
    CLIENT_CACHE_SECONDS: '0',
  });
  database = await Database.open(config);
  const providers = [
    { provide: CONFIG, useValue: config },
    { provide: Database, useValue: database },
  ];
  const world = { module: class World {}, global: true, providers, exports: [CONFIG, Database] };
  const module = await Test.createTestingModule({
    imports: [world, AuthModule],
    controllers: [ProbeController],
    providers: [{ provide: APP_FILTER, useClass: ProbeFilter }],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    logger: false,
  });
  await app.init();
}, 30_000);
afterAll(async () => {
  await app.close();
  await database.close();
  await postgres.remove();
});

it('answers 503 while the database is down, never 401, and recovers by itself', async () => {
  const common = { name: 'Dealer', timeZone: 'UTC', currency: 'USD', country: 'US' };
  await app.get(DealerService).add({ ...common, code: 'A000' });
  const client = await app.get(ClientService).create({ name: 'CRS', dealers: ['A000'] });
  const payload = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.clientId,
    client_secret: client.clientSecret ?? '',
  }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const ask = () => app.inject({ method: 'POST', url: '/oauth/token', headers, payload });
  const authorization = `Bearer ${(await ask()).json().access_token}`;
  const probe = () => app.inject({ url: '/probe', headers: { authorization } });
  expect((await probe()).statusCode).toBe(200);

  await postgres.stop();
  for (let n = 0; n < 3; n++) {
    expect((await probe()).statusCode).toBe(503);
    const response = await ask();
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ error: 'temporarily_unavailable' });
    expect(response.headers['retry-after']).toBe('5');
  }

  await postgres.start();
  expect((await probe()).statusCode).toBe(200);
  expect((await ask()).statusCode).toBe(200);
}, 30_000);
