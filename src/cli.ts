#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { clientCommand } from './cli/client.command.js';
import { configCommand } from './cli/config.command.js';
import { dealerCommand } from './cli/dealer.command.js';
import { demoCommand } from './cli/demo.command.js';
import { importCommand } from './cli/import.command.js';
import { keysCommand } from './cli/keys.command.js';
import { migrateCommand } from './cli/migrate.command.js';
import { migrationCommand } from './cli/migration.command.js';
import { openApiCommand } from './cli/openapi.command.js';
import { rejectsCommand } from './cli/rejects.command.js';

const program = new Command('crs-dealer-api')
  .description('The dealer-side server of the Cat Rental Store: its command line.')
  .showHelpAfterError('(add --help for what the command takes)');

for (const add of [
  importCommand,
  rejectsCommand,
  dealerCommand,
  clientCommand,
  keysCommand,
  migrateCommand,
  migrationCommand,
  configCommand,
  demoCommand,
  openApiCommand,
])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`error: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
