import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { publicUrl } from './auth/public-url.js';
import { readConfig, type Config } from './config/config.js';
import { closeDatabases } from './database/database.js';
import { DEMO_DEALER } from './demo/demo-dealer.js';
import { DemoService } from './demo/demo.service.js';
import { failureText } from './failure.js';
import { MirrorStore } from './mirror/mirror.store.js';
import { createServer } from './server.js';
import { startBanner } from './start-banner.js';
import { stopSignal } from './stop-signal.js';

async function run(): Promise<void> {
  const config = readConfig();
  const stopped = stopSignal();
  const app = await createServer(config);
  try {
    await Promise.race([stopped, serve(app, config).then(() => stopped)]);
  } finally {
    // Stops accepting, answers what has been asked, then lets go of the database.
    await app.close();
  }
}

async function serve(app: NestFastifyApplication, config: Config): Promise<void> {
  const client = await app.get(DemoService).ensure();
  // Not Nest's own way to listen, which logs an error before it is thrown.
  const bound = await app.getHttpAdapter().getInstance().listen({
    port: config.PORT,
    host: config.HOST,
  });
  const address = addressOf(bound, config);
  new Logger('Server').log(`Listening on ${bound}, reached at ${address}`);
  if (!client) return;
  const customer = await app.get(MirrorStore).someCustomer(DEMO_DEALER.code);
  process.stdout.write(startBanner(address, client, customer ?? ''));
}

/** The address to tell people: with PORT=0 the port is known only now. */
function addressOf(bound: string, config: Config): string {
  if (config.PUBLIC_URL || config.PORT !== 0) return publicUrl(config);
  return `http://localhost:${new URL(bound).port}`;
}

try {
  await run();
  process.exit(0);
} catch (error) {
  await closeDatabases();
  process.stderr.write(`${failureText(error) ?? (error as Error).stack}\n`);
  process.exit(1);
}
