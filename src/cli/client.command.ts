import { Option, type Command } from 'commander';
import type { Client } from '../auth/client.js';
import { SCOPES } from '../auth/scope.js';
import { withServices } from './services.js';
import { printJson, printLine, printTable } from './output.js';

/** `client`: who may call. */
export function clientCommand(program: Command): void {
  const client = program.command('client').description('API clients: who may call');
  client
    .command('add')
    .description('Register a client; its secret is shown this once')
    .addOption(new Option('--dealer <code...>', 'dealers it may act for').default([], 'none'))
    .requiredOption('--name <name>', 'name of the client')
    .addOption(
      new Option('--scope <scope...>', 'what it may do')
        .choices(Object.keys(SCOPES))
        .default(['crs'], 'crs'),
    )
    .option('--external-id <id>', 'its id at the OAUTH_ISSUER_URL: it gets no secret here')
    .option('--json', 'print JSON')
    .action(add);
  client
    .command('list')
    .description('List the clients')
    .option('--json', 'print JSON')
    .action(list);
  client
    .command('revoke <client-id>')
    .description('Shut a client out, with the tokens it holds')
    .option('--json', 'print JSON')
    .action(revoke);
  client
    .command('rotate-secret <client-id>')
    .description('Give a client a new secret; the old one stops working')
    .option('--json', 'print JSON')
    .action(rotate);
}

interface AddOptions {
  dealer: string[];
  name: string;
  scope: string[];
  externalId?: string;
  json?: boolean;
}

async function add({ dealer: dealers, scope: scopes, name, externalId, json }: AddOptions) {
  const created = await withServices(({ clients }) =>
    clients.create({ name, dealers, scopes, externalId }),
  );
  printCredentials(created.clientId, created.clientSecret, json);
}

async function list({ json }: { json?: boolean }) {
  const all = await withServices(({ clients }) => clients.list());
  if (json) return printJson(all);
  const row = (client: Client) => [
    client.clientId,
    client.name,
    client.dealers.join(', '),
    client.scopes.join(' '),
    client.externalId ?? '',
    client.revokedAt ? `revoked ${client.revokedAt.toISOString()}` : 'active',
  ];
  const head = ['Client id', 'Name', 'Dealers', 'Scopes', 'External id', 'State'];
  printTable(head, all.map(row), 'There are no clients yet: add one with `client add`.');
}

async function revoke(clientId: string, { json }: { json?: boolean }) {
  await withServices(({ clients }) => clients.revoke(clientId));
  if (json) printJson({ client_id: clientId, revoked: true });
  else printLine(`Revoked ${clientId}. Running servers refuse it within CLIENT_CACHE_SECONDS.`);
}

async function rotate(clientId: string, { json }: { json?: boolean }) {
  const { clientSecret } = await withServices(({ clients }) => clients.rotateSecret(clientId));
  printCredentials(clientId, clientSecret, json);
}

function printCredentials(clientId: string, clientSecret: string | undefined, json?: boolean) {
  if (json) return printJson({ client_id: clientId, client_secret: clientSecret });
  printLine(`Client id      ${clientId}`);
  if (clientSecret === undefined) return;
  printLine(`Client secret  ${clientSecret}`);
  printLine('The secret is not shown again.');
}
