import { applyMigrations } from '../../src/database/migrations.js';
import { withClient } from '../../src/database/session.js';
import { TEMPLATE } from './database.js';
import { removeAbandoned } from './temporary-folder.js';
import { startTestPostgres } from './test-postgres.js';

// Run by global-setup.ts as a process of its own: keeps a server with a migrated template for as
// long as its standard input is open, so that nothing is left behind even when jest is killed.
await removeAbandoned();
const postgres = await startTestPostgres({ max_connections: 400 });
process.on('SIGINT', () => undefined);
process.stdin.resume().on('close', () => void postgres.remove());
try {
  await withClient(postgres.url, (client) => client.query(`CREATE DATABASE ${TEMPLATE}`));
  const template = new URL(postgres.url);
  template.pathname = TEMPLATE;
  await applyMigrations(template.href);
  process.stdout.write(`${postgres.url}\n`);
} catch (error) {
  process.stdin.destroy();
  throw error;
}
