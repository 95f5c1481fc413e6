import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readConfig, type Config } from './config/config.js';
import { publicUrl } from './auth/public-url.js';
import { DemoService } from './demo/demo.service.js';
import { MirrorStore } from './mirror/mirror.store.js';
import { DEMO_DEALER } from './demo/demo-dealer.js';
import { createServer } from './server.js';
import { startBanner } from './start-banner.js';

async function start(): Promise<void> {
  const config = readConfig();
  const app = await createServer(config);
  app.enableShutdownHooks();
  const client = await app.get(DemoService).ensure();
  await app.listen(config.PORT, config.HOST);
  const address = addressOf(app, config);
  new Logger('Server').log(`Listening on ${await app.getUrl()}, reached at ${address}`);
  if (!client) return;
  const customer = await app.get(MirrorStore).someCustomer(DEMO_DEALER.code);
  process.stdout.write(startBanner(address, client, customer ?? ''));
}

/** The address to tell people: with PORT=0 the port is known only now. */
function addressOf(app: NestFastifyApplication, config: Config): string {
  if (config.PUBLIC_URL || config.PORT !== 0) return publicUrl(config);
  const bound = app.getHttpAdapter().getInstance().server.address();
  return `http://localhost:${typeof bound === 'object' ? bound?.port : config.PORT}`;
}

try {
  await start();
} catch (error) {
  const { name, message, stack } = error as Error;
  const known = [
    'ConfigError',
    'MigrationsPendingError',
    'MigrationError',
    'EmbeddedPostgresError',
  ];
  process.stderr.write(`${known.includes(name) ? message : stack}\n`);
  process.exit(1);
}
