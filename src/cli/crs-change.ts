import type { Command } from 'commander';
import type { ConnectionView } from '../outbox/connection/connection-view.js';
import type { ConnectionPatch } from '../outbox/connection/connection.dto.js';
import { namedByOptions } from './crs-faults.js';
import { viewLines } from './crs-output.js';
import { operator } from './operator.js';
import { printJson, printLine } from './output.js';
import { withServices } from './services.js';

/** What all commands about one connection are told. */
export interface Options {
  dealer: string;
  json?: boolean;
}

/** A command about the connection of one dealer. */
export function oneConnection(crs: Command, name: string, description: string): Command {
  return crs
    .command(name)
    .description(description)
    .requiredOption('--dealer <code>', 'whose connection')
    .option('--json', 'print JSON');
}

/** Changes a connection, and shows what it is then. */
export async function changeConnection({ dealer, json }: Options, patch: () => ConnectionPatch) {
  const view = await withServices(async ({ dealers, crs }) => {
    await dealers.get(dealer);
    const { connections } = await crs();
    return namedByOptions(() => connections.change(dealer, patch(), operator()));
  });
  printConnection(dealer, view, json);
}

/** Shows a connection. */
export function printConnection(
  dealer: string,
  view: ConnectionView,
  json: boolean | undefined,
): void {
  if (json) return printJson(view);
  for (const line of viewLines(dealer, view)) printLine(line);
}
