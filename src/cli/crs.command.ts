import type { Command } from 'commander';
import { crsConnectionCommands } from './crs-connection.command.js';
import { crsSettingsCommands } from './crs-settings.command.js';
import { crsTestCommand } from './crs-test.command.js';

/** `crs`: the other side, which is the Cat Rental Store. */
export function crsCommand(program: Command): void {
  const crs = program
    .command('crs')
    .description('Connections with CRS: where the messages of dealers are sent');
  crsSettingsCommands(crs);
  crsConnectionCommands(crs);
  crsTestCommand(crs);
}
