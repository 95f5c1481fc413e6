import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readRecording } from '../../src/simulator/wire/recording.js';
import { Run } from '../../src/simulator/run.js';
import { cliIn, type Cli } from '../support/cli-run.js';
import { startMessageServer, type MessageServer } from '../support/message-server.js';
import { targetOf } from '../support/simulator-world.js';
import { envelope } from '../support/stranger-dealer.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

let dealer: MessageServer;
let folder: string;
let cli: Cli;
let where: string[];
beforeAll(async () => {
  dealer = await startMessageServer();
  folder = await temporaryFolder();
  const { settings, wire } = await targetOf(dealer, new Run('test', 'test'));
  await wire.close();
  const { url, tokenUrl, clientId, clientSecret } = settings;
  where = ['--url', url, '--token-url', tokenUrl, '--client-id', clientId, '--dealer', 'A000'];
  cli = cliIn(folder, { CRS_CLIENT_SECRET: clientSecret });
});
afterAll(() => dealer.close());

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it('lists the stories without a system to send to', async () => {
  const { status, stdout } = await cli('crs', 'send', '--list');
  expect([status, stdout]).toEqual([0, expect.stringContaining('purchase-order-canceled')]);
});

it('sends a story and files, and reports', async () => {
  await writeFile(join(folder, 'invoice.json'), JSON.stringify(envelope('invoice')));
  const told = ['--story', 'extend', '--customer', '001234', '--serve', '0', '--wait', '0'];
  const sent = await cli('crs', 'send', 'invoice.json', ...where, ...told, '--json', 'report.json');
  expect([sent.status, sent.stdout]).toEqual([0, expect.stringMatching(/✓ invoice\.json .*→ 200/)]);
  expect(sent.stdout).toMatch(/✓ CRS sends an extend request\n.*✓ .*\n.*– .*: not answered/);
  expect(sent.stderr).toContain('message URL');
  const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as object;
  expect(report).toMatchObject({ findings: [] });
});

it('ends with 1 when an answer must come and does not', async () => {
  const told = ['--story', 'extend', '--customer', '001234', '--serve', '0', '--wait', '0.1'];
  const { status, stdout } = await cli('crs', 'send', ...where, ...told, '--must-answer');
  expect([status, stdout]).toEqual([1, expect.stringContaining('REQUEST-ANSWERED')]);
});

it('ends with 2 when there is nothing to send', async () => {
  expect((await cli('crs', 'send', ...where)).status).toBe(2);
  expect((await cli('crs', 'send', 'none.json', ...where)).status).toBe(2);
});

it('serves CRS’s side until it is stopped, shows what came, and records it', async () => {
  const port = await freePort();
  await writeFile(join(folder, 'secret'), 's3cret-of-the-dealer\n');
  const own = ['--port', String(port), '--secret-file', 'secret', '--record', 'exchanges.ndjson'];
  const faults = ['--fault', 'status=503,type=invoice', '--fault', 'delay=10'];
  const served = cli.start('crs', 'serve', ...own, ...faults);
  const base = `http://127.0.0.1:${port}`;
  await until(() =>
    fetch(base).then(
      () => true,
      () => false,
    ),
  );
  const authorization = `Basic ${Buffer.from('dealer:s3cret-of-the-dealer').toString('base64')}`;
  const token = await fetch(`${base}/oauth/token`, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: bearer } = (await token.json()) as { access_token: string };
  const post = async (body: object) => {
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
    const options = { method: 'POST', headers, body: JSON.stringify(body) };
    return (await fetch(`${base}/api/v1/message`, options)).status;
  };
  expect(await post(envelope('invoice'))).toBe(503);
  expect(await post(envelope('invoice', undefined, { customerNumber: null }))).toBe(402);
  served.kill('SIGTERM');
  const { status, stdout, stderr } = await served.ended;
  expect(status).toBe(1);
  expect(stdout).toMatch(/invoice 001234 → 503 \(on demand: status\)/);
  expect(stdout).toMatch(/✗ invoice → 402.*\n +MESSAGE-CUSTOMER-REQUIRED/);
  const { exchanges } = await readRecording(join(folder, 'exchanges.ndjson'));
  expect(exchanges.map(({ purpose, status: given }) => [purpose, given])).toEqual([
    ['token', 200],
    ['message invoice', 503],
    ['message invoice', 402],
  ]);
  const all = stdout + stderr + (await readFile(join(folder, 'exchanges.ndjson'), 'utf8'));
  expect(all).not.toContain('s3cret-of-the-dealer');
  expect(all).not.toContain(bearer);
});
