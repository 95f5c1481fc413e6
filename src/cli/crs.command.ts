import type { Command } from 'commander';
import { crsCheckCommand } from './crs-check.command.js';
import { crsConnectionCommands } from './crs-connection.command.js';
import { crsIncrementalCommand } from './crs-incremental.command.js';
import { crsPullCommand } from './crs-pull.command.js';
import { crsReplayCommand } from './crs-replay.command.js';
import { crsSendCommand } from './crs-send.command.js';
import { crsServeCommand } from './crs-serve.command.js';
import { crsSettingsCommands } from './crs-settings.command.js';
import { crsTestCommand } from './crs-test.command.js';

/** `crs`: the other side, which is the Cat Rental Store. */
export function crsCommand(program: Command): void {
  const crs = program
    .command('crs')
    .description(
      'The Cat Rental Store: how dealers are connected with it; and playing it, to try a system',
    );
  crsSettingsCommands(crs);
  crsConnectionCommands(crs);
  crsTestCommand(crs);
  crsPullCommand(crs);
  crsIncrementalCommand(crs);
  crsCheckCommand(crs);
  crsReplayCommand(crs);
  crsSendCommand(crs);
  crsServeCommand(crs);
}
