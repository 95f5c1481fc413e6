import { httpEntrant, startContender } from '../contenders/entrants.js';
import { prepareOrdinary } from '../contenders/ordinary/fill.js';
import { postgresAlone } from '../contenders/postgres-alone.js';
import { sameAnswers } from '../contenders/same-answers.js';
import { installProduct, makeBundle, postgresProcess, settle } from '../dealer-data.js';
import { fullPages, pathOf, type ListName } from '../load/page-request.js';
import { race, warmUp, type Standing } from '../load/race.js';
import { medianRatio } from '../load/statistics.js';
import { sizeOf, tell, type Bar, type BenchOptions, type PartResult } from '../part.js';
import type { Workspace } from '../processes/workspace.js';
import { raceTable } from './race-table.js';

const DEALER = 'B001';
const MOST_REQUESTS = 200;
const WARM_UP_SLICES = 3;

/** Pages of contracts and invoices: this server, the practical limit, and what people write. */
export async function pages(workspace: Workspace, options: BenchOptions): Promise<PartResult> {
  const sizes = {
    customers: sizeOf(options, options.customers, 200, 20),
    contracts: sizeOf(options, options.contracts, 20_000, 1_000),
    invoices: sizeOf(options, options.invoices, 40_000, 2_000),
  };
  const { url, product } = await installProduct(workspace, 'pages');
  const bundle = await makeBundle(workspace, 'bundle', sizes);
  tell('loading it, and filling the tables of the ordinary implementation');
  await product.addDealer(DEALER, bundle);
  await prepareOrdinary(url, DEALER);
  await settle(url);
  const env = { DATABASE_URL: url, DEALER };
  const servers = {
    'this server': await product.start(DEALER),
    'bare handler': await startContender('bare', env, workspace.folder),
    'ordinary Nest + Prisma': await startContender('ordinary/app', env, workspace.folder),
  };
  const tables = [];
  const raw: Record<string, unknown> = {};
  const bars: Bar[] = [];
  const postgres = await postgresProcess(url);
  for (const list of ['contracts', 'invoices'] satisfies ListName[]) {
    const requests = await fullPages(url, DEALER, list, MOST_REQUESTS);
    const paths = requests.map((request) => pathOf(list, request));
    const bytes = await sameAnswers(Object.values(servers), paths.slice(0, 5));
    const alone = postgresAlone(url, DEALER, list, requests);
    const entrants = [
      ...Object.entries(servers).map(([name, server]) => httpEntrant(name, server, paths)),
      alone,
    ];
    tell(`pages of ${list}: warm-up`);
    await warmUp(entrants, 8, WARM_UP_SLICES * timing(options).seconds);
    for (const connections of options.quick ? [8] : [1, 8, 32]) {
      tell(`pages of ${list}, ${connections} connections`);
      const standings = await race(entrants, { ...timing(options), connections, postgres });
      const title = `Pages of 20 ${list} (${Math.round(bytes / 1000)} kB), ${connections} connections`;
      raw[title] = standings;
      tables.push(raceTable(title, standings, 'bare handler'));
      bars.push(...barsOf(`${list}, ${connections} connections`, standings));
    }
    await alone.close();
  }
  return { sizes, tables, bars, raw };
}

/** How long slices are, and how many. */
export function timing(options: BenchOptions) {
  const seconds = sizeOf(options, options.seconds, 3, 1);
  return { seconds, rounds: sizeOf(options, options.rounds, 5, 1) };
}

function barsOf(what: string, [ours, bare, ordinary]: readonly Standing[]): Bar[] {
  const against = (other: Standing | undefined) =>
    medianRatio(ours?.perSecond ?? [], other?.perSecond ?? []);
  return [
    {
      text: `${what}: against the bare handler`,
      value: against(bare),
      limit: 0.85,
      kind: 'at least',
    },
    {
      text: `${what}: against the ordinary one`,
      value: against(ordinary),
      limit: 6,
      kind: 'at least',
    },
  ];
}
