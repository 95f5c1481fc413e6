import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import supertest from 'supertest';
import { ClientService } from '../../src/auth/client.service.js';
import type { NewDealer } from '../../src/auth/dealer.js';
import { DealerService } from '../../src/auth/dealer.service.js';
import { readConfig, type Config } from '../../src/config/config.js';
import { Database } from '../../src/database/database.js';
import { ImportService, type ImportRequest } from '../../src/import/import.service.js';
import type { LoadReport } from '../../src/import/load-report.js';
import { createServer } from '../../src/server.js';
import { createTestDatabase } from './database.js';
import { PATIENT } from './patient.js';
import { temporaryFolder } from './temporary-folder.js';

/** An import bundle: content by file name. Objects in an array become NDJSON lines. */
export type Bundle = Readonly<Record<string, string | Buffer | readonly object[]>>;

/** The real server on a database of its own. */
export interface TestServer {
  readonly app: NestFastifyApplication;
  readonly config: Config;
  readonly database: Database;
  addDealer(dealer?: Partial<NewDealer>): Promise<string>;
  /** An access token from the token endpoint, for a new client of these dealers. */
  token(dealers: readonly string[], scopes?: readonly string[]): Promise<string>;
  /** Writes the bundle to a folder of its own and loads it. */
  load(dealerCode: string, bundle: Bundle, options?: Partial<ImportRequest>): Promise<LoadReport>;
  /** GET with the token; the answer as supertest gives it. */
  get(path: string, token?: string): supertest.Test;
  close(): Promise<void>;
}

/** Starts the server as `npm start` does, without a socket: requests go in through supertest. */
export async function startTestServer(
  environment: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const created = await createTestDatabase();
  const config = readConfig({
    DATABASE_URL: created.url,
    SECRETS_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
    CLIENT_CACHE_SECONDS: '0',
    // Threads run what is built, and this server is not.
    IMPORT_WORKERS: '0',
    ...PATIENT,
    ...environment,
  });
  const app = await createServer(config);
  await app.listen(0, '127.0.0.1');
  const folders: string[] = [];
  const address = await app.getUrl();
  return {
    app,
    config,
    database: app.get(Database),
    async addDealer(dealer = {}) {
      const defaults = {
        code: 'A000',
        name: 'Dealer',
        timeZone: 'UTC',
        currency: 'USD',
        country: 'USA',
      };
      return (await app.get(DealerService).add({ ...defaults, ...dealer })).code;
    },
    async token(dealers, scopes = ['crs']) {
      const client = await app.get(ClientService).create({ name: 'Test', dealers, scopes });
      const answer = await supertest(address)
        .post('/oauth/token')
        .auth(client.clientId, client.clientSecret ?? '')
        .type('form')
        .send({ grant_type: 'client_credentials' });
      return (answer.body as { access_token: string }).access_token;
    },
    async load(dealerCode, bundle, options = {}) {
      const folder = await temporaryFolder();
      folders.push(folder);
      await writeBundle(folder, bundle);
      const request = { dealerCode, paths: [folder], mode: 'full', ...options } as const;
      return app.get(ImportService).run(request);
    },
    get(path, token) {
      const test = supertest(address).get(path);
      return token === undefined ? test : test.auth(token, { type: 'bearer' });
    },
    async close() {
      await app.close();
      await created.drop();
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Writes an import bundle into an existing folder. */
export async function writeBundle(folder: string, bundle: Bundle): Promise<void> {
  for (const [name, content] of Object.entries(bundle)) {
    const lines = Array.isArray(content)
      ? content.map((item: object) => `${JSON.stringify(item)}\n`).join('')
      : (content as string | Buffer);
    await writeFile(join(folder, name), lines);
  }
}
