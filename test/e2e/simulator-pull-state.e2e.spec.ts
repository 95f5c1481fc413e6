import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { dailyPull } from '../../src/simulator/pull/daily-pull.js';
import type { DailyPullOptions } from '../../src/simulator/pull/pull-options.js';
import { StateFile } from '../../src/simulator/pull/state-file.js';
import { brokenRules, found, simulated } from '../support/simulated.js';
import { startStandInDealer, type StandInDealer } from '../support/stand-in-dealer.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let dealer: StandInDealer;
let folder: string;
let path: string;
beforeEach(async () => {
  dealer = await startStandInDealer();
  folder = await temporaryFolder();
  path = join(folder, 'state.json');
});
afterEach(async () => {
  await dealer.close();
  await rm(folder, { recursive: true });
});

/** A pull with the state in the file, as the command does it. */
async function pull(options: Partial<DailyPullOptions> = {}) {
  const file = await StateFile.open(path, dealer.url, undefined);
  dealer.requests.length = 0;
  return simulated(dealer, async (run, target) => {
    const about = { customers: 'told', items: 20, state: file.state, ...options } as const;
    try {
      await dailyPull(run, target, { ...about, onGroupDone: () => file.save() });
    } finally {
      await file.save();
    }
  });
}

const invoicePages = () => dealer.requests.filter(({ endpoint }) => endpoint === 'invoice');

it('stops at seen invoices the second time', async () => {
  const first = await pull();
  expect(first.counts).toMatchObject({ invoices: 60 });
  expect(invoicePages()).toHaveLength(9);
  const second = await pull();
  expect(invoicePages()).toHaveLength(7);
  expect(second.counts).toMatchObject({ 'pages saved': 2 });
  expect(found(second)).toEqual([]);
});

it('goes on to the page with the first seen one, and fetches new PDFs only', async () => {
  await pull();
  const [newest] = dealer.data.invoices;
  const added = Array.from({ length: 21 }, (_, n) => ({
    ...newest,
    invoiceId: `I09${String(n).padStart(3, '0')}`,
    invoiceDate: '2026-11-01T12:00:00Z',
    pdfUrl: `${dealer.url}/pdf/${n}.pdf`,
  }));
  dealer.data.invoices.unshift(...added);
  const result = await pull();
  expect(found(result)).toEqual([]);
  const pages = invoicePages().filter(({ parameters }) => parameters['customer'] === '00120');
  expect(pages.map((request) => request.parameters['page'])).toEqual(['0', '1']);
  const pdfs = dealer.requests.filter(({ endpoint }) => /^[I\d].*pdf$/.test(endpoint));
  expect(pdfs).toHaveLength(21);
});

it('notes an invoice that came in behind one that was seen', async () => {
  await pull();
  const [, second] = dealer.data.invoices;
  dealer.data.invoices.splice(2, 0, { ...second, invoiceId: 'I09999' });
  expect(brokenRules(await pull())).toEqual(['INVOICE-BACKDATED']);
});

it('goes on where an interrupted pull stopped', async () => {
  const abort = new AbortController();
  dealer.bend((answer, { endpoint, parameters }) => {
    if (endpoint === 'invoice' && parameters['customer'] === '00126') abort.abort();
    return answer;
  });
  await expect(pull({ signal: abort.signal })).rejects.toThrow('interrupted');
  dealer.bend();
  const result = await pull({ resume: true });
  const asked = dealer.requests.filter(({ endpoint }) => endpoint === 'contract');
  expect(asked.map(({ parameters }) => parameters['customer'])).toEqual(['00125,00126']);
  expect(result.counts).toMatchObject({ customers: 2 });
  await pull();
  expect(dealer.requests.filter(({ endpoint }) => endpoint === 'contract')).toHaveLength(3);
});

it('does not take invoices for seen whose last page did not come', async () => {
  dealer.bend((answer, { endpoint, parameters }) =>
    endpoint === 'invoice' && parameters['page'] === '2' ? { ...answer, status: 503 } : answer,
  );
  expect(brokenRules(await pull())).toEqual(['STATUS-200']);
  dealer.bend();
  await pull();
  const pages = invoicePages().filter(({ parameters }) => parameters['customer'] === '00120');
  expect(pages).toHaveLength(3);
});

it('is of use for no other system, and refuses what is no state', async () => {
  await pull();
  await expect(StateFile.open(path, dealer.url, 'Y002')).rejects.toThrow('another file');
  await expect(StateFile.open(path, 'http://other/api/v1', undefined)).rejects.toThrow(dealer.url);
  await writeFile(path, '{"version":1}');
  await expect(StateFile.open(path, dealer.url, undefined)).rejects.toThrow('no state');
});

it('keeps the newest fifty invoices of a customer, however many there are', async () => {
  const [newest] = dealer.data.invoices;
  for (let n = 0; n < 100; n++)
    dealer.data.invoices.unshift({
      ...newest,
      invoiceId: `N${n}`,
      invoiceDate: new Date(Date.UTC(2026, 10, 1, 0, n)).toISOString(),
    });
  await pull();
  const { invoices } = JSON.parse(await readFile(path, 'utf8')) as {
    invoices: Record<string, string[]>;
  };
  expect(invoices['00120']).toHaveLength(50);
  expect(invoices['00120']?.[0]).toBe('N99');
});

it('gives up when nothing answers any more', async () => {
  dealer.bend((answer, { endpoint }) => (endpoint === 'token' ? answer : 'reset'));
  await expect(pull({ customers: ['00120', '00121'] })).rejects.toThrow('10 requests in a row');
});

it('a pull of nobody is no success', async () => {
  dealer.data.changes = [];
  await expect(pull()).rejects.toThrow('no customers');
});

it('ends all connections before it throws', async () => {
  const hosts = new Set<string>();
  dealer.bend(async (answer, { endpoint, parameters: { customer = '' } }) => {
    if (endpoint === 'token') return answer;
    if (endpoint === 'contract') hosts.add(customer);
    return endpoint === 'contract' ? { ...answer, status: 503 } : 'reset';
  });
  const customers = dealer.data.customers.map(({ customerId }) => String(customerId));
  await expect(pull({ customers, connections: 2 })).rejects.toThrow('10 requests in a row');
  const { length } = dealer.requests;
  await new Promise((resolve) => setImmediate(resolve));
  expect(dealer.requests).toHaveLength(length);
  expect(hosts.size).toBe(2);
});
