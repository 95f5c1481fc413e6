import { httpEntrant } from '../contenders/entrants.js';
import { installProduct, makeBundle, postgresProcess, settle } from '../dealer-data.js';
import { fullPages, ITEMS, pathOf, type PageRequest } from '../load/page-request.js';
import { race, warmUp, type Standing } from '../load/race.js';
import { medianRatio } from '../load/statistics.js';
import { sizeOf, tell, type Bar, type BenchOptions, type PartResult } from '../part.js';
import type { Workspace } from '../processes/workspace.js';
import { timing } from './pages.js';
import { raceTable } from './race-table.js';

const INVOICES_EACH = 30;
// More than one page of each kind, so that no document's length decides.
const PAGES = 20;
const MOST_REQUESTS = 200;

/** The first page against the last of a long list, and one customer among ever more. */
export async function deep(workspace: Workspace, options: BenchOptions): Promise<PartResult> {
  const invoices = sizeOf(options, options.invoices, 100_000, 2_000);
  const most = sizeOf(options, options.customers, 10_000, 100);
  const { url, product } = await installProduct(workspace, 'deep');
  const crowds = [1, Math.ceil(Math.sqrt(most)), most];
  for (const customers of crowds) {
    const count = customers === 1 ? invoices : customers * INVOICES_EACH;
    const contracts = Math.max(2 * customers, Math.ceil(count / 50));
    const sizes = { customers, contracts, invoices: count };
    const bundle = await makeBundle(workspace, codeOf(customers), sizes);
    tell(`loading it as dealer ${codeOf(customers)}`);
    await product.addDealer(codeOf(customers), bundle);
  }
  await settle(url);
  const server = await product.start(...crowds.map(codeOf));
  const timed = { ...timing(options), connections: 1, postgres: await postgresProcess(url) };
  const entrant = (name: string, requests: readonly PageRequest[]) => {
    const paths = requests.map((request) => pathOf('invoices', request));
    return httpEntrant(name, server, paths);
  };

  tell('one customer among others');
  const others = [];
  for (const customers of crowds) {
    const requests = await requestsOf(url, codeOf(customers));
    others.push(entrant(`among ${customers}`, requests));
  }
  await warmUp(others, 8, timed.seconds);
  const among = await race(others, timed);
  tell('first and last pages');
  const [any] = await requestsOf(url, codeOf(1));
  const last = Math.floor(invoices / ITEMS) - PAGES;
  const places = { first: 0, middle: Math.floor(last / 2), last };
  const pages = await race(
    Object.entries(places).map(([name, from]) => entrant(name, pagesFrom(any, from))),
    timed,
  );
  return {
    sizes: { invoices, customers: most, invoicesOfEachCustomer: INVOICES_EACH },
    tables: [
      raceTable(`Pages of a customer with ${invoices} invoices, 1 connection`, pages, 'first'),
      raceTable('Pages of one customer among others, 1 connection', among, 'among 1'),
    ],
    bars: [
      { text: 'time of the last pages against the first', ...timeBar(pages[2], pages[0]) },
      { text: `time among ${most} customers against one alone`, ...timeBar(among[2], among[0]) },
    ],
    raw: { pages, among },
  };
}

const codeOf = (customers: number) => `B${customers}`;

async function requestsOf(databaseUrl: string, dealer: string): Promise<PageRequest[]> {
  const requests = await fullPages(databaseUrl, dealer, 'invoices', MOST_REQUESTS);
  return requests.map((request) => Object.assign(request, { dealer }));
}

function pagesFrom(any: PageRequest | undefined, from: number): PageRequest[] {
  const { customer = '', dealer = '' } = any ?? {};
  return Array.from({ length: PAGES }, (_, next) => ({ customer, dealer, page: from + next }));
}

function timeBar(slow: Standing | undefined, fast: Standing | undefined): Omit<Bar, 'text'> {
  const value = medianRatio(fast?.perSecond ?? [], slow?.perSecond ?? []);
  return { value, limit: 1.5, kind: 'at most' };
}
