import type { Command } from 'commander';
import { describeConfig, readConfig } from '../config/config.js';
import { VARIABLES, type VariableName } from '../config/variables.js';
import { printJson, printTable } from './output.js';

/** `config`: the effective configuration. */
export function configCommand(program: Command): void {
  program
    .command('config')
    .description('Show the effective configuration, with secrets masked')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: boolean }) => {
      const values = describeConfig(readConfig());
      if (json) return printJson(values);
      const rows = Object.entries(values).map(([name, value]) => [
        name,
        value,
        VARIABLES[name as VariableName].desc,
      ]);
      printTable(['Variable', 'Value', 'Meaning'], rows);
    });
}
