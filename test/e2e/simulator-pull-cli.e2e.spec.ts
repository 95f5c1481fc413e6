import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { cliIn, type Cli } from '../support/cli-run.js';
import { startStandInDealer, type StandInDealer } from '../support/stand-in-dealer.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

let dealer: StandInDealer;
let folder: string;
let cli: Cli;
beforeEach(async () => {
  dealer = await startStandInDealer();
  folder = await temporaryFolder();
  cli = cliIn(folder, { CRS_CLIENT_SECRET: dealer.clientSecret });
});
afterEach(async () => {
  await dealer.close();
  await rm(folder, { recursive: true });
});

const system = () => [
  '--url',
  dealer.url,
  '--token-url',
  dealer.tokenUrl,
  '--client-id',
  dealer.clientId,
];
const pull = (...options: string[]) => ['crs', 'pull', ...system(), ...options];
const ALL = '--customers-from-locations';

interface Report {
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly unknown[];
  readonly results: unknown;
  readonly timings: unknown;
}

async function reportIn(name: string): Promise<Report> {
  return JSON.parse(await readFile(join(folder, name), 'utf8')) as Report;
}

it('pulls, records, and does the same again from the recording', async () => {
  const first = await cli(
    ...pull(ALL, '--state', 's.json', '--record', 'r.jsonl.gz', '--json', 'a.json'),
  );
  expect([first.status, first.stderr]).toEqual([0, '']);
  dealer.data.invoices.splice(1, 1);
  const second = await cli(
    ...pull(
      '--customers',
      '00120',
      '--state',
      's.json',
      '--record',
      'r2.jsonl',
      '--json',
      'b.json',
    ),
  );
  expect([second.status, second.stderr]).toEqual([0, '']);
  expect((await reportIn('b.json')).counts).toMatchObject({ 'pages saved': 2, customers: 1 });
  await dealer.close();
  for (const [recording, report] of [
    ['r.jsonl.gz', 'a.json'],
    ['r2.jsonl', 'b.json'],
  ] as const) {
    const { status } = await cli('crs', 'replay', recording, '--json', 'c.json');
    expect(status).toBe(0);
    const [before, again] = [await reportIn(report), await reportIn('c.json')];
    for (const name of ['counts', 'findings', 'results', 'timings'] as const)
      expect(again[name]).toEqual(before[name]);
  }
  const recorded = await readFile(join(folder, 'r2.jsonl'), 'utf8');
  expect(recorded).not.toContain(dealer.clientSecret);
  expect(recorded).not.toMatch(/Bearer [\w-]{8}/);
});

it('goes on after it was killed in the middle', async () => {
  dealer.bend((answer, { endpoint, parameters }) =>
    endpoint === 'contract' && parameters['customer'] === '00125,00126'
      ? new Promise(() => {})
      : answer,
  );
  const killed = cli.start(...pull(ALL, '--state', 's.json'));
  await until(() =>
    dealer.requests.some(({ parameters }) => parameters['customer'] === '00125,00126'),
  );
  killed.kill('SIGKILL');
  expect((await killed.ended).signal).toBe('SIGKILL');
  dealer.bend();
  const { status, stderr } = await cli(
    ...pull(ALL, '--state', 's.json', '--resume', '--json', 'a.json'),
  );
  expect([status, stderr]).toEqual([0, '']);
  expect((await reportIn('a.json')).counts).toMatchObject({ customers: 2 });
});

it('ends with a report when it is interrupted', async () => {
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  dealer.bend(async (answer, { endpoint }) => {
    if (endpoint === 'invoice') await gate;
    return answer;
  });
  const running = cli.start(...pull(ALL, '--json', 'a.json'));
  await until(() => dealer.requests.some(({ endpoint }) => endpoint === 'invoice'));
  running.kill('SIGINT');
  goOn();
  const { status, stderr } = await running.ended;
  expect(status).toBe(2);
  expect(stderr).toContain('interrupted');
  expect((await reportIn('a.json')).counts).toMatchObject({ contracts: 33 });
});

it('an incremental pull that goes on ends cleanly, and is taken up where it was left', async () => {
  const every = ['--every', '1h', '--state', 's.json'];
  const since = ['--since', '2026-09-28T00:00:00Z'];
  const running = cli.start('crs', 'incremental', ...system(), ...since, ...every);
  await until(() =>
    readFile(join(folder, 's.json'), 'utf8').then(
      (text) => text.includes('"since"'),
      () => false,
    ),
  );
  running.kill('SIGINT');
  const { status, stdout } = await running.ended;
  expect(status).toBe(0);
  expect(stdout).toContain('No findings');
  dealer.requests.length = 0;
  await cli('crs', 'incremental', ...system(), '--state', 's.json');
  const asked = dealer.requests.filter(({ endpoint }) => endpoint === 'incremental');
  const written = JSON.parse(await readFile(join(folder, 's.json'), 'utf8')) as { since: string };
  expect(Date.parse(asked.at(-1)?.parameters['since'] ?? '')).toBeGreaterThan(Date.now() - 600_000);
  expect(Date.parse(written.since)).toBeLessThan(Date.now());
});

it('finds errors with status 1, and says why it could not be done with 2', async () => {
  dealer.data.invoices.reverse();
  const wrong = await cli(...pull('--customers', '00120', '--quiet'));
  expect([wrong.status, wrong.stderr]).toEqual([1, '']);
  expect(wrong.stdout).toContain('INVOICE-ORDER');
  await writeFile(join(folder, 'list.json'), '[12]');
  for (const [options, reason] of [
    [['--customers', 'list.json'], 'leading zeros'],
    [[], 'Name the customers'],
    [['--customers', '1', '--resume'], '--state'],
    [['--customers', '1', '--state', 'list.json'], 'no state'],
  ] as const) {
    const { status, stderr } = await cli(...pull(...options));
    expect([status, stderr]).toEqual([2, expect.stringContaining(reason)]);
  }
});
