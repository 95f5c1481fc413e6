import type { Command } from 'commander';
import { readConfig } from '../config/config.js';
import { printLine } from './output.js';

/** `migration`: for developers of this project. */
export function migrationCommand(program: Command): void {
  program
    .command('migration <name>')
    .description('Write a migration for what changed in prisma/schema.prisma (for developers)')
    .action(async (name: string) => {
      const { Database } = await import('../database/database.js');
      const { createMigration } = await import('../database/drift.js');
      const database = await Database.open(readConfig());
      try {
        printLine(`Wrote ${await createMigration(database.url(), name)}`);
      } finally {
        await database.close();
      }
    });
}
