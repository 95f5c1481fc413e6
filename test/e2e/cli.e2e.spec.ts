import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CLI, cliIn, type Cli } from '../support/cli-run.js';
import { cleanUp, ownFolder } from '../support/process-children.js';

let folder: string;
let cli: Cli;

// What needs no database: a DATABASE_URL where nobody listens.
beforeAll(async () => {
  folder = await ownFolder();
  cli = cliIn(folder, {
    DATABASE_URL: 'postgresql://crs:pw-canary@127.0.0.1:1/crs',
    SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
  });
});
afterAll(cleanUp);

const COMMANDS = [
  'import',
  'loads',
  'loads list',
  'loads show',
  'loads confirm',
  'loads discard',
  'rejects',
  'crs',
  'crs connect',
  'crs set',
  'crs show',
  'crs list',
  'crs test',
  'crs disconnect',
  'crs pull',
  'crs incremental',
  'crs send',
  'crs serve',
  'crs check',
  'crs replay',
  'outbox',
  'outbox list',
  'outbox show',
  'outbox replay',
  'outbox drop',
  'outbox pause',
  'outbox resume',
  'log',
  'log pulls',
  'log messages',
  'notify',
  'dealer',
  'dealer add',
  'dealer set',
  'dealer list',
  'client',
  'client add',
  'client list',
  'client revoke',
  'client rotate-secret',
  'keys',
  'keys rotate',
  'doctor',
  'migrate',
  'migration',
  'config',
  'demo',
  'demo generate',
  'openapi',
];

it('has help for every command, on standard output', async () => {
  const { stdout } = await cli('--help');
  const listed = [...stdout.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
  const first = COMMANDS.map((command) => command.split(' ')[0]);
  expect(new Set(listed)).toEqual(new Set([...first, 'help']));
  for (const command of COMMANDS) {
    const help = await cli(...command.split(' '), '--help');
    expect({ command, ...help }).toMatchObject({ status: 0, stderr: '' });
    expect(help.stdout).toMatch(new RegExp(`^Usage: crs-dealer-api ${command}\\b`));
    expect(help.stdout).not.toMatch(/\[\]|T00:00:00\./);
  }
});

const HINT = '(--help shows what is allowed)';

it.each([
  ['frobnicate', `unknown command 'frobnicate' ${HINT}`],
  ['imprt', `unknown command 'imprt' (Did you mean import?) ${HINT}`],
  [
    'dealer list extra',
    `too many arguments for 'list'. Expected 0 arguments but got 1: extra. ${HINT}`,
  ],
  ['import --dealer A000', `missing required argument 'path' ${HINT}`],
  ['import x', `required option '--dealer <code>' not specified ${HINT}`],
  [
    'import x --dealer A000 --mode most',
    `option '--mode <mode>' argument 'most' is invalid. Allowed choices are full, delta. ${HINT}`,
  ],
  [
    'client add --name x --scope all',
    `option '--scope <scope...>' argument 'all' is invalid. Allowed choices are crs, dealer, admin. ${HINT}`,
  ],
  [
    'dealer add A000 --name x --page-size ten',
    `option '--page-size <number>' argument 'ten' is invalid. It must be a whole number. ${HINT}`,
  ],
  [
    'demo generate --out x --as-of yesterday',
    `option '--as-of <date>' argument 'yesterday' is invalid. It must be a day such as 2026-11-20. ${HINT}`,
  ],
  ['keys rotate --force', `unknown option '--force' ${HINT}`],
  ['dealer list', 'The database does not answer: connect ECONNREFUSED 127.0.0.1:1'],
  ['migrate', 'The database does not answer: connect ECONNREFUSED 127.0.0.1:1'],
])('refuses `%s` in one line on standard error', async (command, said) => {
  const result = await cli(...command.split(' '));
  expect(result).toEqual({ status: 1, signal: null, stdout: '', stderr: `error: ${said}\n` });
});

it('shows the configuration in force, with secrets masked', async () => {
  const config = await cli.json<Record<string, unknown>>('config');
  expect(config).toMatchObject({
    PORT: 3000,
    SECRETS_KEY: '********',
    DATABASE_URL: 'postgresql://crs:********@127.0.0.1:1/crs',
  });
  const { stdout } = await cli('config');
  expect(stdout).not.toContain('pw-canary');
  for (const name of Object.keys(config)) expect(stdout).toContain(name);
});

it('refuses a bad variable in a line of its own, without the password in it', async () => {
  const bad = cliIn(folder, { DATABASE_URL: 'mysql://u:pw-canary@x', LOG_FORMAT: 'xml' });
  expect(await bad('config')).toEqual({
    status: 1,
    signal: null,
    stdout: '',
    stderr:
      'error: DATABASE_URL=(hidden) is not allowed: it must be a URL that starts with postgres:// or postgresql://\n' +
      'LOG_FORMAT="xml" is not allowed: it must be one of auto, json, pretty\n',
  });
});

it('prints the OpenAPI document without a database', async () => {
  const { status, stdout, stderr } = await cli('openapi');
  expect([status, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({
    openapi: expect.any(String),
    paths: expect.any(Object),
  });
});

it('ends without a word when its reader has seen enough', async () => {
  const line = `"${process.execPath}" "${CLI}" openapi | head -c 1; echo " \${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', line], { cwd: folder });
  expect([stdout, stderr]).toEqual(['{ 0\n', '']);
});

it('generates the same bundle for the same options, byte by byte', async () => {
  const sizes = ['--customers', '5', '--contracts', '20', '--invoices', '60'];
  const generate = async (name: string, ...more: string[]) => {
    const out = join(folder, name);
    const given = ['--out', out, ...sizes, '--as-of', '2026-11-20', ...more];
    const report = await cli.json<{ out: string; rows: Record<string, number> }>(
      'demo',
      'generate',
      ...given,
    );
    expect(report).toMatchObject({ out, rows: { customers: 5, contracts: 20, invoices: 60 } });
    const files = (await readdir(out)).toSorted();
    return Promise.all(files.map(async (file) => [file, await readFile(join(out, file), 'utf8')]));
  };
  const first = await generate('first');
  expect(first).toHaveLength(7);
  expect(await generate('second')).toEqual(first);
  expect(await generate('third', '--seed', '2')).not.toEqual(first);
});

it('overwrites an earlier bundle only when told to', async () => {
  const out = join(folder, 'bundle');
  await mkdir(out);
  const sizes = ['--customers', '2', '--contracts', '2', '--invoices', '2'];
  const generate = (...more: string[]) => cli('demo', 'generate', '--out', out, ...sizes, ...more);
  expect(await generate()).toMatchObject({ status: 0, stderr: '' });
  const again = await generate();
  expect(again).toMatchObject({ status: 1, stdout: '' });
  expect(again.stderr).toMatch(/^error: .*customers\.ndjson already exists: .*\n$/);
  const table = await generate('--overwrite');
  expect(table).toMatchObject({ status: 0, stderr: '' });
  expect(table.stdout).toMatch(/│ customers +│ 2 +│/);
});
