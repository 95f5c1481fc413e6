import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';

// Run by workspace.ts as a process of its own: keeps a folder, and the embedded PostgreSQL with the
// product's own settings in it, for as long as its standard input is open. So nothing is left
// behind even when the bench is killed.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
const folder = await mkdtemp(join(await realpath(tmpdir()), 'crs-bench-'));
// PostgreSQL, as another user than root, must get to its data in it.
await chmod(folder, 0o755);
let postgres: EmbeddedPostgres | undefined;
const closed = new Promise((resolve) => process.stdin.resume().on('close', resolve));
try {
  postgres = await EmbeddedPostgres.start({ dataDir: join(folder, 'data') });
  process.stdout.write(`${JSON.stringify({ folder, url: postgres.url })}\n`);
  await closed;
} finally {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
}
process.exit();
