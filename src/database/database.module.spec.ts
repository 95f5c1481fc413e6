import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { expect, test } from '@jest/globals';
import { createTestDatabase } from '../../test/support/database.js';
import { CONFIG, readConfig } from '../config/config.js';
import { Database } from './database.js';
import { DatabaseModule } from './database.module.js';
import { isUnavailable } from './unavailable.js';

test('the module opens the database, and closing the application closes it', async () => {
  const given = await createTestDatabase();
  const SECRETS_KEY = Buffer.alloc(32).toString('base64');
  const useValue = readConfig({ DATABASE_URL: given.url, SECRETS_KEY });

  @Global()
  @Module({ providers: [{ provide: CONFIG, useValue }], exports: [CONFIG] })
  class Configuration {}

  const app = await Test.createTestingModule({
    imports: [Configuration, DatabaseModule.with({ supervise: false })],
  }).compile();
  const database = app.get(Database);
  await database.ping();
  await app.close();
  expect(isUnavailable(await database.ping().catch((error: unknown) => error))).toBe(true);
  await given.drop();
});
