import { InvalidArgumentError, Option, type Command } from 'commander';
import {
  ENVIRONMENTS,
  NOTIFICATION_TYPES,
  TOKEN_AUTH_METHODS,
} from '../outbox/connection/crs-connection.js';
import { changeConnection, oneConnection, type Options } from './crs-change.js';
import { namedByOptions } from './crs-faults.js';
import { systemOf } from './crs-output.js';
import { readSecret, secretToChange } from './crs-secret.js';
import { wholeNumber } from './numbers.js';
import { printJson, printLine } from './output.js';
import { withServices } from './services.js';

/** `crs connect` and `crs set`: the settings of a connection. */
export function crsSettingsCommands(crs: Command): void {
  settings(
    oneConnection(crs, 'connect', 'Connect a dealer, or replace all settings of its connection')
      .requiredOption('--message-url <url>', 'where CRS takes messages')
      .requiredOption('--token-url <url>', 'where CRS gives access tokens')
      .requiredOption('--client-id <id>', "the dealer's client id at CRS")
      .addOption(environment().makeOptionMandatory()),
  ).action(connect);
  settings(
    oneConnection(crs, 'set', 'Change what is named about a connection')
      .option('--message-url <url>', 'where CRS takes messages')
      .option('--token-url <url>', 'where CRS gives access tokens')
      .option('--client-id <id>', "the dealer's client id at CRS")
      .addOption(environment())
      .option('--new-secret', 'ask for a new client secret; the old one works until it does'),
  ).action(set);
}

function environment(): Option {
  return new Option('--environment <which>', 'which system of CRS it is').choices([
    ...ENVIRONMENTS,
  ]);
}

/** What both `connect` and `set` know. */
function settings(command: Command): Command {
  return command
    .option('--secret-file <file>', 'file with the client secret; - for standard input')
    .option('--scope <scopes>', 'scopes to ask for')
    .option('--audience <audience>', 'audience to ask for')
    .addOption(
      new Option('--token-auth <method>', 'how the secret is shown').choices([
        ...TOKEN_AUTH_METHODS,
      ]),
    )
    .option('--notify <types>', `${NOTIFICATION_TYPES.join(',')}, or none`, types)
    .option(
      '--notify-most <number>',
      'of a load that changes more customers CRS is not told',
      wholeNumber,
    )
    .option('--keep-messages', 'send what waits to the other environment');
}

function types(text: string): string[] {
  if (text === 'none') return [];
  const named = text.split(',').map((one) => one.trim());
  if (named.every((one) => NOTIFICATION_TYPES.some((type) => type === one))) return named;
  throw new InvalidArgumentError(`It must be of ${NOTIFICATION_TYPES.join(', ')}, or none.`);
}

interface SettingsOptions extends Options {
  messageUrl?: string;
  tokenUrl?: string;
  clientId?: string;
  environment?: string;
  scope?: string;
  audience?: string;
  tokenAuth?: string;
  notify?: string[];
  notifyMost?: number;
  keepMessages?: boolean;
  secretFile?: string;
  newSecret?: boolean;
}

const AS_THEY_ARE = [
  'messageUrl',
  'tokenUrl',
  'clientId',
  'environment',
  'scope',
  'audience',
  'tokenAuth',
  'keepMessages',
] as const;

/** The options as the API names them. */
function bodyOf(options: SettingsOptions, clientSecret: string | undefined): object {
  const given = AS_THEY_ARE.filter((name) => options[name] !== undefined);
  const notifications = {
    ...(options.notify && { types: options.notify }),
    ...(options.notifyMost !== undefined && { mostCustomers: options.notifyMost }),
  };
  return {
    ...Object.fromEntries(given.map((name) => [name, options[name]])),
    ...(clientSecret !== undefined && { clientSecret }),
    ...(Object.keys(notifications).length > 0 && { notifications }),
  };
}

async function connect(options: SettingsOptions) {
  const given = bodyOf(options, await readSecret(options.secretFile));
  const { connectionBody } = await import('./crs-body.js');
  const view = await withServices(async ({ dealers, crs }) => {
    await dealers.get(options.dealer);
    const { connections } = await crs();
    return namedByOptions(async () => {
      const put = await connections.connect(options.dealer, connectionBody(given));
      return put.view;
    });
  });
  if (options.json) return printJson(view);
  printLine(`Dealer ${options.dealer} is connected with ${systemOf(view)}.`);
  if (view.state === 'paused') printLine('It is paused: nothing is sent until `outbox resume`.');
  printLine(`Test it with: npm run cli -- crs test --dealer ${options.dealer}`);
}

async function set(options: SettingsOptions) {
  const given = bodyOf(options, await secretToChange(options));
  const { connectionPatch } = await import('./crs-body.js');
  await changeConnection(options, () => connectionPatch(given));
}
