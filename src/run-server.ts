import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { publicUrl } from './auth/public-url.js';
import { readConfig, type Config } from './config/config.js';
import { closeDatabases } from './database/database.js';
import { DEMO_DEALER } from './demo/demo-dealer.js';
import { DemoService } from './demo/demo.service.js';
import { failureText } from './failure.js';
import { GracefulStop } from './http/load/graceful-stop.js';
import { MirrorStore } from './mirror/mirror.store.js';
import { createServer } from './server.js';
import { startBanner } from './start-banner.js';
import { limitStop } from './stop-limit.js';
import { stopSignal } from './stop-signal.js';

/**
 * Connections that the system holds until they are taken. One more is not refused but ignored, and tried
 * again after seconds: too many at one time must be told so with 503 instead. The system may have a lower
 * bound of its own (net.core.somaxconn).
 */
const BACKLOG = 4_096;

/**
 * Serves until the process is told to end. Why it could not is written to standard error.
 * @returns the exit status
 */
export async function runServer(): Promise<0 | 1> {
  try {
    await run();
    return 0;
  } catch (error) {
    await closeDatabases();
    process.stderr.write(`${failureText(error) ?? (error as Error).stack}\n`);
    return 1;
  }
}

async function run(): Promise<void> {
  const config = readConfig();
  const again = new AbortController();
  const stopped = stopSignal(again);
  const app = await createServer(config);
  const ending = app.get(GracefulStop);
  void stopped.then(() => limitStop(ending));
  try {
    const signal = await Promise.race([stopped, serve(app, config).then(() => stopped)]);
    await ending.run(signal, again.signal);
  } finally {
    // Ends the workers, then lets go of the database.
    await app.close();
  }
}

async function serve(app: NestFastifyApplication, config: Config): Promise<void> {
  const client = await app.get(DemoService).ensure();
  // Not Nest's own way to listen, which logs an error before it is thrown.
  const bound = await app.getHttpAdapter().getInstance().listen({
    port: config.PORT,
    host: config.HOST,
    backlog: BACKLOG,
  });
  const address = addressOf(bound, config);
  new Logger('Server').log(`Listening on ${bound}, reached at ${address}`);
  if (!client) return;
  const customer = await app.get(MirrorStore).someCustomer(DEMO_DEALER.code);
  process.stdout.write(startBanner(address, client, customer ?? ''));
}

/** The address to tell people: with PORT=0 the port is known only now. */
function addressOf(bound: string, config: Config): string {
  return publicUrl({ ...config, PORT: config.PORT || Number(new URL(bound).port) });
}
