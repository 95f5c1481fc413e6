import { expect, it } from '@jest/globals';
import { Run } from '../run.js';
import { Target } from '../target.js';
import type { Exchange } from '../wire/exchange.js';
import { ReplayWire } from '../wire/recording.js';
import { Documents } from './documents.js';
import { Puller } from './puller.js';

const API = 'https://dealer.example/api/v1';
const TOKEN = { access_token: 'a', token_type: 'Bearer', expires_in: 3600 };
let count = 0;

function exchange(about: Partial<Exchange>): Exchange {
  const headers = { 'content-type': 'application/pdf' };
  const common = { purpose: 'document', method: 'GET', url: '', authorized: true, headers };
  const times = { startedAt: '2026-11-20T06:00:00Z', firstByteMs: 1, milliseconds: 1 };
  return { number: ++count, ...common, ...times, status: 200, body: '%PDF-1.7', ...about };
}

const token = exchange({
  method: 'POST',
  url: 'https://dealer.example/token',
  authorized: false,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(TOKEN),
});

/** Fetches PDFs of a system that has been recorded: any other request fails. */
async function broken(urls: readonly string[], exchanges: readonly Exchange[], documents?: number) {
  const run = new Run('test', API);
  const wire = new ReplayWire({ about: {}, exchanges: [token, ...exchanges] });
  const settings = { url: API, tokenUrl: token.url, clientId: 'crs', clientSecret: 'secret' };
  const fetched = new Documents(
    new Puller(run, new Target(settings, wire, run.findings), { documents }),
  );
  for (const url of urls) await fetched.fetch(url, {});
  return run.findings.list().map(({ rule, count: times }) => `${rule.id} ${times}`);
}

it('shows the token to the host of the API, and to another one only when it asks', async () => {
  const [own, other] = ['https://dealer.example/a.pdf', 'https://docs.example/a.pdf'];
  const answers = [
    exchange({ url: own }),
    exchange({ url: other, authorized: false, status: 401 }),
    exchange({ url: other }),
  ];
  expect(await broken([own, other], answers)).toEqual([]);
});

it('a PDF of the own host may need no token either', async () => {
  const url = 'https://dealer.example/a.pdf';
  const answers = [exchange({ url, status: 403 }), exchange({ url, authorized: false })];
  expect(await broken([url], answers)).toEqual([]);
});

it('names addresses that are none, and those without encryption', async () => {
  const plain = 'http://docs.example/a.pdf';
  const answers = [exchange({ url: plain, authorized: false })];
  expect(await broken([plain, 'ftp://docs.example/a.pdf', 'a.pdf'], answers)).toEqual([
    'PDF-URL 2',
    'PDF-TLS 1',
  ]);
});

it('fetches each PDF once, and no more of them than it is told', async () => {
  const url = 'https://dealer.example/a.pdf';
  const answers = [exchange({ url })];
  expect(await broken([url, url, 'https://dealer.example/b.pdf'], answers, 1)).toEqual([]);
});

it('does not ask a host for ever that gives no answer', async () => {
  const urls = Array.from({ length: 12 }, (_, n) => `https://docs.example/${n}.pdf`);
  const { status: _none, ...silent } = exchange({ authorized: false, error: 'reset' });
  const answers = urls.slice(0, 10).map((url) => ({ ...silent, url }));
  expect(await broken(urls, answers)).toEqual(['PDF-FETCHED 10']);
});
