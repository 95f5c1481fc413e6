import { readConfig } from '../../src/config/config.js';
import { Database } from '../../src/database/database.js';
import { webhookWorker } from './webhook-world.js';

// Delivers events to webhooks until its standard input closes.
const [, , url = ''] = process.argv;
const config = readConfig({
  DATABASE_URL: url,
  SECRETS_KEY: Buffer.alloc(32).toString('base64'),
});
const database = await Database.open(config);
const worker = webhookWorker(database);
worker.start();
process.stdout.write('started\n');
process.stdin.resume().on('close', () => void worker.stop().then(() => database.close()));
