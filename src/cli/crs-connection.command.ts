import type { Command } from 'commander';
import { oneConnection, printConnection, type Options } from './crs-change.js';
import { listRow, LIST_HEAD } from './crs-output.js';
import { printJson, printLine, printTable } from './output.js';
import { withServices } from './services.js';

/** `crs show`, `disconnect` and `list`: what is connected. */
export function crsConnectionCommands(crs: Command): void {
  oneConnection(crs, 'show', 'Show a connection: settings, circuit, clock, what waits').action(
    show,
  );
  oneConnection(crs, 'disconnect', 'Remove a connection; messages that wait stay').action(
    disconnect,
  );
  crs
    .command('list')
    .description('List the connections of all dealers')
    .option('--json', 'print JSON')
    .action(list);
}

async function show({ dealer, json }: Options) {
  const view = await withServices(async ({ dealers, crs }) => {
    await dealers.get(dealer);
    return (await crs()).connections.get(dealer);
  });
  printConnection(dealer, view, json);
}

async function disconnect({ dealer, json }: Options) {
  const { queue } = await withServices(async ({ dealers, crs }) => {
    await dealers.get(dealer);
    const { connections } = await crs();
    const view = await connections.get(dealer);
    await connections.remove(dealer);
    return view;
  });
  if (json) return printJson({ dealer, disconnected: true, queue });
  printLine(`Dealer ${dealer} is not connected any more.`);
  const keys = queue.keysWaiting + queue.keysHeld;
  if (keys === 0) return;
  const waiting = keys === 1 ? 'Messages of 1 key wait' : `Messages of ${keys} keys wait`;
  printLine(`${waiting}: they are sent when it is connected again.`);
}

async function list({ json }: { json?: boolean }) {
  const all = await withServices(async ({ crs }) => (await crs()).connections.list());
  if (json) return printJson(all);
  const nothing = 'No dealer is connected: connect one with `crs connect`.';
  printTable(LIST_HEAD, all.map(listRow), nothing);
}
