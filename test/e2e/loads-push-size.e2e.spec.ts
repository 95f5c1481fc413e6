import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ClientService } from '../../src/auth/client.service.js';
import type { LoadReport } from '../../src/import/load-report.js';
import { contract, customer, jobsite } from '../support/items.js';
import { cleanUp, ownFolder } from '../support/process-children.js';
import { fetchToken, startServerProcess, type ServerProcess } from '../support/process-server.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

// The larger push has as many rows as this variable says; a million take some minutes.
const ROWS = Number(process.env['PUSH_ROWS'] ?? 50_000);

let server: TestServer;
let child: ServerProcess;
let token: string;

beforeAll(async () => {
  server = await startTestServer();
  await server.addDealer();
  const { DATABASE_URL, SECRETS_KEY } = server.config;
  const environment = {
    DATABASE_URL,
    SECRETS_KEY,
    NODE_OPTIONS: '--max-old-space-size=128 --max-semi-space-size=8',
  };
  child = startServerProcess({ cwd: await ownFolder(), environment });
  const about = { name: 'RMS', dealers: ['A000'], scopes: ['dealer'] };
  const client = await server.app.get(ClientService).create(about);
  token = await fetchToken(await child.address(), client.clientId, client.clientSecret ?? '');
});
afterAll(async () => {
  await child.end();
  await cleanUp();
  await server.close();
});

/** The rows of three resources in turn, as many in all. */
function* lines(rows: number): Generator<string> {
  const notes = 'x'.repeat(800);
  for (let n = 0; n < rows; n++) {
    const customerId = `${n % 1000}`;
    const item =
      n % 3 === 0
        ? { resource: 'contracts', ...contract(`K${n}`, customerId, { notes }) }
        : n % 3 === 1
          ? { resource: 'jobsites', ...jobsite(`J${n}`, customerId) }
          : { resource: 'customers', ...customer(`${n}`) };
    yield `${JSON.stringify(item)}\n`;
  }
}

async function push(rows: number): Promise<LoadReport & { status: number; sent: number }> {
  const client = request(`${await child.address()}/dealer/v1/loads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
  });
  const answer = new Promise<[number, string]>((resolve, reject) => {
    client.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve([response.statusCode ?? 0, text]));
    });
  });
  let sent = 0;
  const counted = function* () {
    for (const line of lines(rows)) {
      sent += line.length;
      yield line;
    }
  };
  await pipeline(Readable.from(counted()), client);
  const [status, text] = await answer;
  return { ...(JSON.parse(text) as LoadReport), status, sent };
}

/** The most memory the server has had so far, in MiB. */
async function peak(): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

it(
  `takes ${ROWS} rows in the memory that a tenth of them needs`,
  async () => {
    expect(await push(Math.round(ROWS / 10))).toMatchObject({ status: 200, state: 'published' });
    const before = await peak();
    const report = await push(ROWS);
    expect(report).toMatchObject({
      status: 200,
      resources: { contracts: { read: Math.ceil(ROWS / 3), rejected: 0 } },
    });
    const grown = (await peak()) - before;
    expect(grown).toBeLessThan(64);
  },
  20_000 + ROWS * 2,
);
