import { Option, type Command } from 'commander';
import { STORIES } from '../simulator/traffic/stories/stories.js';
import { portNumber, secondsGiven } from './numbers.js';
import { targetOptions } from './crs-run.js';
import type { SendOptions } from './crs-send.js';
import { printTable } from './output.js';

const NAMES = STORIES.map(({ name }) => name);

/** `crs send`: messages of CRS to a dealer's system. */
export function crsSendCommand(crs: Command): void {
  const command = crs
    .command('send')
    .argument(
      '[paths...]',
      'files with messages (JSON, an array, or one a line), or folders of them',
    )
    .description("Send messages to a dealer's system as CRS: from files, or built-in stories")
    .addOption(new Option('--story <name>', 'a built-in story, or all').choices([...NAMES, 'all']))
    .option('--list', 'list the built-in stories')
    .option('--keep-ids', 'send files as they are, with their ids and times')
    .option('--customer <dcn>', 'customer of the stories')
    .option('--contract <id>', 'contract of the stories; found by asking when left out')
    .option('--asset <id>', 'asset of the stories, by one of its ids; found when left out')
    .option('--serve <port>', "serve CRS's side, where the dealer's answers arrive", portNumber)
    .option('--serve-host <address>', 'address to listen on', '127.0.0.1')
    .option('--serve-client-id <id>', "the dealer's client id at CRS", 'dealer')
    .option('--serve-secret-file <file>', 'file with its secret; made and shown when left out')
    .option('--wait <seconds>', 'how long an answer is waited for', secondsGiven, 60)
    .option('--must-answer', 'an answer that does not come is an error');
  targetOptions(command);
  // Heard before what is required is missed.
  command.on('option:list', () => {
    printTable(
      ['Story', 'What it shows', 'Section of the interface'],
      STORIES.map(({ name, about, section }) => [name, about, section]),
    );
    process.exit(0);
  });
  command.action(async (paths: string[], options: SendOptions) => {
    const { send } = await import('./crs-send.js');
    await send(paths, options);
  });
}
