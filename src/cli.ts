#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { clientCommand } from './cli/client.command.js';
import { configCommand } from './cli/config.command.js';
import { crsCommand } from './cli/crs.command.js';
import { dealerCommand } from './cli/dealer.command.js';
import { demoCommand } from './cli/demo.command.js';
import { doctorCommand } from './cli/doctor.command.js';
import { importCommand } from './cli/import.command.js';
import { keysCommand } from './cli/keys.command.js';
import { loadsCommand } from './cli/loads.command.js';
import { logCommand } from './cli/log.command.js';
import { migrateCommand } from './cli/migrate.command.js';
import { migrationCommand } from './cli/migration.command.js';
import { notifyCommand } from './cli/notify.command.js';
import { openApiCommand } from './cli/openapi.command.js';
import { outboxCommand } from './cli/outbox.command.js';
import { printError } from './cli/output.js';
import { rejectsCommand } from './cli/rejects.command.js';
import { exitStatus } from './cli/services.js';

const program = new Command('crs-dealer-api')
  .description('The dealer-side server of the Cat Rental Store: its command line.')
  .configureOutput({
    outputError: (text, write) =>
      write(`${text.trim().replaceAll('\n', ' ')} (--help shows what is allowed)\n`),
  });

for (const add of [
  importCommand,
  loadsCommand,
  rejectsCommand,
  crsCommand,
  notifyCommand,
  outboxCommand,
  logCommand,
  dealerCommand,
  clientCommand,
  keysCommand,
  doctorCommand,
  migrateCommand,
  migrationCommand,
  configCommand,
  demoCommand,
  openApiCommand,
])
  add(program);

// Whoever reads what we print may have seen enough: `… | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  printError(error);
  process.exit(exitStatus(error));
}
