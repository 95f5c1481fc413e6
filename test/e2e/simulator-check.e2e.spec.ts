import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cliIn, type Cli } from '../support/cli-run.js';
import type { ReportSeen } from '../support/report-seen.js';
import { startStandInDealer, type StandInDealer } from '../support/stand-in-dealer.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let folder: string;
let cli: Cli;
let dealer: StandInDealer;

beforeAll(async () => {
  folder = await temporaryFolder();
  dealer = await startStandInDealer();
  cli = cliIn(folder, { CRS_CLIENT_SECRET: dealer.clientSecret });
});
afterAll(async () => {
  await dealer.close();
  await rm(folder, { recursive: true });
});

const inFolder = (name: string) => join(folder, name);

/** The options by which a stand-in dealer is reached. */
const reach = () =>
  `--url ${dealer.url} --token-url ${dealer.tokenUrl} --client-id ${dealer.clientId} --dealer ${dealer.dealer}`;

/** Runs a command, its words divided by spaces. */
const run = (command: string, by = cli) => by(...command.split(' '));

const report = async (name: string) =>
  JSON.parse(await readFile(inFolder(name), 'utf8')) as ReportSeen;

it('finds nothing in a dealer’s system that keeps to the interface', async () => {
  const { status, stdout } = await run(`crs check ${reach()} --messages --quiet`);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^No findings: \d+ rules looked at\.\n$/),
  });
});

it('posts nothing unless it is told to, and says so', async () => {
  dealer.requests.length = 0;
  const { status, stderr } = await run(`crs check ${reach()}`);
  expect(status).toBe(0);
  expect(stderr).toContain('Nothing was posted: --messages looks at the message endpoint too');
  const posted = dealer.requests.filter(({ method }) => method !== 'GET');
  expect(new Set(posted.map(({ endpoint }) => endpoint))).toEqual(new Set(['token']));
});

it('ends with status 1 where there are errors, and prints nothing but JSON if asked', async () => {
  dealer.bend((answer, { endpoint }) =>
    endpoint === 'location' ? { ...answer, body: '{"items":' } : answer,
  );
  const { status, stdout } = await run(`crs check ${reach()} --json - --quiet`);
  dealer.bend();
  expect(status).toBe(1);
  const { findings, status: came } = JSON.parse(stdout) as ReportSeen;
  expect(findings.map(({ id }) => id)).toContain('ANSWER-JSON');
  expect(came).toBe('errors');
});

it('ends with status 2 without a token, an answer, or a file to write, and has a report', async () => {
  const wrong = cliIn(folder, { CRS_CLIENT_SECRET: 'wrong' });
  const refused = await run(`crs check ${reach()} --json refused.json`, wrong);
  expect(refused).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('gave no token'),
  });
  expect(await report('refused.json')).toMatchObject({ status: 'not-done' });
  const nobody =
    '--url http://127.0.0.1:1/api --token-url http://127.0.0.1:1/token --client-id crs';
  expect(await run(`crs check ${nobody}`)).toMatchObject({ status: 2 });
  const unwritten = await run(`crs check ${reach()} --html nowhere/report.html`);
  expect(unwritten).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('cannot be written'),
  });
});

it('records what it did without secrets and tokens, and replays it', async () => {
  const recorded = await run(`crs check ${reach()} --record check.jsonl.gz --quiet`);
  expect(recorded.status).toBe(0);
  const text = gunzipSync(await readFile(inFolder('check.jsonl.gz'))).toString();
  expect(text).not.toContain(dealer.clientSecret);
  expect(text).not.toMatch(/Bearer [\w-]{8}|"access_token[^*]*[0-9a-f]{8}/);
  const offline = cliIn(folder, {});
  const replayed = await run('crs replay check.jsonl.gz --quiet', offline);
  expect(replayed).toEqual({ ...recorded, stderr: '' });
});
