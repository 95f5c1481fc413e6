import type { Command } from 'commander';
import { readConfig } from '../config/config.js';
import { printJson, printLine } from './output.js';

/** `migrate`: brings a database server up to this version. */
export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('Apply the migrations that the database lacks (DATABASE_URL, or the embedded one)')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const applied = await migrate();
      if (json) printJson({ applied });
      else if (applied.length === 0) printLine('The database is up to date.');
      else for (const name of applied) printLine(`Applied ${name}`);
    });
}

async function migrate(): Promise<readonly string[]> {
  const config = readConfig();
  if (config.DATABASE_URL) {
    const { applyMigrations } = await import('../database/migrations.js');
    return applyMigrations(config.DATABASE_URL);
  }
  // Opening the embedded database applies them.
  const { Database } = await import('../database/database.js');
  const database = await Database.open(config);
  await database.close();
  return [];
}
