import type { Command } from 'commander';
import { withServices } from './services.js';
import { printJson, printLine } from './output.js';

/** `keys`: what signs the access tokens. */
export function keysCommand(program: Command): void {
  const keys = program.command('keys').description('Keys that sign access tokens');
  keys
    .command('rotate')
    .description('Sign with a new key; tokens signed with the old one stay valid until they expire')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { kid } = await withServices(async ({ keys: signing }) => (await signing()).rotate());
      if (json) printJson({ kid });
      else printLine(`The new key is ${kid}. Running servers use it within 30 seconds.`);
    });
}
