import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ClientService } from '../../src/auth/client.service.js';
import { makeAuthority } from '../support/certificates.js';
import { cliIn } from '../support/cli-run.js';
import { demoBundle } from '../support/demo-bundle.js';
import type { ReportSeen } from '../support/report-seen.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { startTestServer, type TestServer } from '../support/test-server.js';
import { startTlsFront, type TlsFront } from '../support/tls-front.js';

let folder: string;
let server: TestServer;
let front: TlsFront;
let client: { clientId: string; clientSecret?: string | undefined };

beforeAll(async () => {
  folder = await temporaryFolder();
  const authority = await makeAuthority();
  await writeFile(join(folder, 'authority.pem'), authority.cert);
  server = await startTestServer();
  const code = await server.addDealer();
  await server.load(code, await demoBundle());
  const given = { name: 'CRS', dealers: [code], scopes: ['crs'] };
  client = await server.app.get(ClientService).create(given);
  const { port } = new URL(await server.app.getUrl());
  front = await startTlsFront(await authority.issueByIntermediate(), Number(port));
});
afterAll(async () => {
  await front.close();
  await server.close();
  await rm(folder, { recursive: true });
});

it('finds nothing in our own server, over https and as a stranger', async () => {
  const cli = cliIn(folder, {
    CRS_CLIENT_SECRET: client.clientSecret ?? '',
    NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
  });
  const reach = `--url ${front.origin}/api/v1 --token-url ${front.origin}/oauth/token`;
  const reports = '--json ours.json --junit ours.xml --html ours.html';
  const command = `crs check --messages --dealer A000 --client-id ${client.clientId}`;
  const { status, stdout, stderr } = await cli(...`${command} ${reach} ${reports}`.split(' '));
  const text = await readFile(join(folder, 'ours.json'), 'utf8');
  const { findings, counts, rules, status: came } = JSON.parse(text) as ReportSeen;
  expect(findings).toEqual([]);
  expect({ status, came }).toEqual({ status: 0, came: 'clean' });
  expect(stdout).toContain('No findings');
  expect(stderr).toContain('Looking at messages');
  expect(counts).toMatchObject({ customers: 12, invoices: 400 });
  const checked = new Set(rules.filter((rule) => rule.checked > 0).map(({ id }) => id));
  const seen = ['TLS-CHAIN', 'AUTH-VERIFIED', 'INVOICE-ORDER', 'REPLY-REPLAY', 'MESSAGE-402'];
  expect(seen.filter((id) => !checked.has(id))).toEqual([]);
  expect(await readFile(join(folder, 'ours.xml'), 'utf8')).toContain('failures="0" errors="0"');
  expect(await readFile(join(folder, 'ours.html'), 'utf8')).toContain('No findings');
});
