import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cliIn, type Cli } from '../support/cli-run.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { cleanUp, ownFolder } from '../support/process-children.js';

interface Credentials {
  client_id: string;
  client_secret?: string;
}

const LIMITS = { maxRejectPercent: 5, maxRemovalPercent: 20, maxRemovalRows: 10 };

// One story, told in order.
let database: TestDatabase;
let cli: Cli;

beforeAll(async () => {
  database = await createTestDatabase();
  const SECRETS_KEY = randomBytes(32).toString('base64');
  cli = cliIn(await ownFolder(), { DATABASE_URL: database.url, SECRETS_KEY });
});
afterAll(async () => {
  await cleanUp();
  await database.drop();
});

async function refused(...parameters: string[]): Promise<string> {
  const { status, stdout, stderr } = await cli(...parameters);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  return stderr.slice('error: '.length, -1);
}

it('says so when there is nothing to list', async () => {
  const { stdout } = await cli('dealer', 'list');
  expect(stdout).toBe('There are no dealers yet: add one with `dealer add`.\n');
  expect(await cli.json('client', 'list')).toEqual([]);
});

it('adds dealers, fills in what is not said, and lists them', async () => {
  const options = ['--timezone', 'America/Chicago', '--currency', 'eur', '--page-size', '50'];
  const full = await cli.json(
    'dealer',
    'add',
    'X123',
    '--name',
    'Ex',
    '--country',
    'de',
    ...options,
  );
  expect(full).toEqual({
    code: 'X123',
    name: 'Ex',
    timeZone: 'America/Chicago',
    currency: 'EUR',
    country: 'DE',
    pageSize: 50,
    ...LIMITS,
  });
  const added = await cli('dealer', 'add', 'A000', '--name', 'Plain');
  expect(added).toMatchObject({ status: 0, stdout: 'Added dealer A000, Plain\n', stderr: '' });
  const plain = { code: 'A000', name: 'Plain', timeZone: 'UTC', currency: 'USD', country: 'USA' };
  expect(await cli.json('dealer', 'list')).toEqual([{ ...plain, pageSize: 10, ...LIMITS }, full]);
  const { stdout } = await cli('dealer', 'list');
  expect(stdout).toMatch(/│ A000 │ Plain │ UTC +│ USD +│ USA +│ 10 +│/);
});

it('changes what is named about a dealer, and refuses what no dealer may have', async () => {
  const options = ['--name', 'Example', '--currency', 'usd', '--max-reject-percent', '0'];
  const limits = ['--max-removal-percent', '50', '--max-removal-rows', '1000'];
  const changed = await cli.json('dealer', 'set', 'X123', ...options, ...limits);
  expect(changed).toMatchObject({ name: 'Example', currency: 'USD', country: 'DE', pageSize: 50 });
  expect(changed).toMatchObject({
    maxRejectPercent: 0,
    maxRemovalPercent: 50,
    maxRemovalRows: 1000,
  });
  expect(await cli.json('dealer', 'list')).toContainEqual(changed);
  expect(await refused('dealer', 'set', 'Q', '--name', 'None')).toBe('There is no dealer Q');
  expect(await refused('dealer', 'set', 'X123', '--max-reject-percent', '101')).toBe(
    '--max-reject-percent must be an integer from 0 to 100',
  );
});

it('refuses a dealer that is there already, and names every bad value by its option', async () => {
  expect(await refused('dealer', 'add', 'A000', '--name', 'Again')).toBe(
    'There is a dealer A000 already',
  );
  expect(
    await refused('dealer', 'add', 'B 1', '--name', '', '--timezone', 'Mars', '--page-size', '0'),
  ).toBe(
    '<code> must be 1 to 20 letters, digits, hyphens or underscores; ' +
      '--name must not be empty; ' +
      '--timezone must be an IANA time zone such as America/Chicago; ' +
      '--page-size must be an integer from 1 to 1000',
  );
});

it('adds clients, and shows a secret once', async () => {
  const created = await cli.json<Credentials>('client', 'add', '--dealer', 'A000', '--name', 'CRS');
  expect(created).toEqual({
    client_id: expect.stringMatching(/^crs-[0-9a-f]{20}$/),
    client_secret: expect.stringMatching(/^[\w-]{43}$/),
  });
  const both = 'client add --dealer A000 X123 --scope crs dealer --name Both --external-id 0oa1';
  const external = await cli.json<Credentials>(...both.split(' '));
  expect(Object.keys(external)).toEqual(['client_id']);
  const people = await cli('client', 'add', '--dealer', 'A000', '--name', 'People');
  expect(people.stdout).toMatch(
    /^Client id {6}crs-\w+\nClient secret {2}\S{43}\nThe secret is not shown again\.\n$/,
  );
  const listed = await cli('client', 'list', '--json');
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { clientId: created.client_id, name: 'CRS', scopes: ['crs'], dealers: ['A000'] },
    { externalId: '0oa1', scopes: ['crs', 'dealer'], dealers: ['A000', 'X123'] },
    { name: 'People' },
  ]);
  for (const { stdout } of [listed, await cli('client', 'list')])
    expect(stdout).not.toContain(created.client_secret);
});

it('refuses a client without a dealer, of an unknown dealer, or with an external id taken', async () => {
  expect(await refused('client', 'add', '--name', 'x')).toBe(
    '--dealer must name at least one dealer',
  );
  expect(await refused('client', 'add', '--name', 'x', '--dealer', 'A000', 'Q')).toBe(
    'There is no dealer Q',
  );
  const external = ['--name', 'x', '--dealer', 'A000', '--external-id', '0oa1'];
  expect(await refused('client', 'add', ...external)).toBe(
    'There is a client with this external id already',
  );
});

it('rotates a secret and revokes a client, and lists it as revoked', async () => {
  const add = ['client', 'add', '--dealer', 'A000', '--name', 'Short-lived'];
  const { client_id: id, client_secret: secret } = await cli.json<Credentials>(...add);
  const rotated = await cli.json<Credentials>('client', 'rotate-secret', id);
  expect(rotated.client_id).toBe(id);
  expect(rotated.client_secret).not.toBe(secret);
  const revoked = await cli('client', 'revoke', id);
  expect(revoked).toMatchObject({ status: 0, stderr: '' });
  expect(revoked.stdout).toContain(`Revoked ${id}. `);
  expect(await cli.json('client', 'revoke', id)).toEqual({ client_id: id, revoked: true });
  expect((await cli('client', 'list')).stdout).toMatch(new RegExp(`${id} .*revoked 20`));
  expect(await refused('client', 'rotate-secret', id)).toBe(
    'There is no such client, or it is revoked',
  );
  expect(await refused('client', 'revoke', 'crs-none')).toBe('There is no such client');
});

it('has no rejects to list before the first load, and none of an unknown dealer or load', async () => {
  expect(await refused('rejects', '--dealer', 'A000')).toBe('Dealer A000 has no load yet');
  expect(await refused('rejects', '--dealer', 'Q')).toBe('There is no dealer Q');
  expect(await refused('rejects', '--dealer', 'A000', '--load', '7')).toBe(
    'Dealer A000 has no load 7',
  );
});

it('finds nothing to migrate in a database that is up to date', async () => {
  expect(await cli('migrate')).toMatchObject({
    status: 0,
    stdout: 'The database is up to date.\n',
  });
});
