import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { Database } from './database/database.js';
import { MigrationsPendingError } from './database/migration-error.js';
import { startLogger } from './http/start-logger.js';
import { configureHttp, fastifyAdapter } from './http/server.js';
import { serveOpenApi } from './http/openapi.js';

/**
 * Builds the server, ready to listen.
 * @throws MigrationsPendingError, and whatever keeps the database from opening
 */
export async function createServer(config: Config): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config),
    await fastifyAdapter(config),
    // On a failure Nest would print its trace, and who started us is told the reason anyway.
    { bufferLogs: true, autoFlushLogs: false, abortOnError: false },
  );
  app.useLogger(startLogger(app.get(Logger)));
  app.flushLogs();
  try {
    const pending = await app.get(Database).pendingMigrations();
    if (pending.length > 0) throw new MigrationsPendingError(pending);
    await configureHttp(app);
    serveOpenApi(app);
    await app.init();
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}
