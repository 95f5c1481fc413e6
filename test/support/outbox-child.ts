import { Logger } from '@nestjs/common';
import { readConfig } from '../../src/config/config.js';
import { Database } from '../../src/database/database.js';
import { senderWorker } from './outbox-world.js';

// Sends to CRS until its standard input closes.
const [, , url = ''] = process.argv;
Logger.overrideLogger(false);
const config = readConfig({
  DATABASE_URL: url,
  SECRETS_KEY: Buffer.alloc(32).toString('base64'),
});
const database = await Database.open(config);
const worker = senderWorker(database);
worker.start();
process.stdout.write('started\n');
process.stdin.resume().on('close', () => void worker.stop().then(() => database.close()));
