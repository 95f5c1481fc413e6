import type { Command } from 'commander';
import { readConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { createMigration } from '../database/drift.js';
import { printLine } from './output.js';

/** `migration`: for developers of this project. */
export function migrationCommand(program: Command): void {
  program
    .command('migration <name>')
    .description('Write a migration for what changed in prisma/schema.prisma (for developers)')
    .action(async (name: string) => {
      const database = await Database.open(readConfig());
      try {
        printLine(`Wrote ${await createMigration(database.url(), name)}`);
      } finally {
        await database.close();
      }
    });
}
