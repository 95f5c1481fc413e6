import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dailyPull } from '../../src/simulator/pull/daily-pull.js';
import { incrementalPull } from '../../src/simulator/pull/incremental-pull.js';
import { recordedRun, recordedTarget, replayPull } from '../../src/simulator/pull/replay.js';
import { Run } from '../../src/simulator/run.js';
import { readRecording, Recorder } from '../../src/simulator/wire/recording.js';
import { brokenRules, found, simulated } from '../support/simulated.js';
import {
  startStandInDealer,
  type StandInAnswer,
  type StandInDealer,
  type StandInRequest,
} from '../support/stand-in-dealer.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

let dealer: StandInDealer;
let folder: string;
beforeAll(async () => {
  dealer = await startStandInDealer();
  folder = await temporaryFolder();
});
afterAll(async () => {
  await dealer.close();
  await rm(folder, { recursive: true });
});

it('finds nothing wrong with a dealer that is right', async () => {
  const result = await simulated(dealer, (run, target) =>
    dailyPull(run, target, { customers: 'told', items: 20, twice: true, nightlyCustomers: 1000 }),
  );
  expect(found(result)).toEqual([]);
  expect(result.counts).toMatchObject({ customers: 7, contracts: 37, jobsites: 21, invoices: 60 });
});

it('asks in the order of the interface, five customers at once and twenty items a page', async () => {
  dealer.requests.length = 0;
  const customers = ['00120', '00121', '00122', '00123', '00124', '00125'];
  const outcome: { unknown?: readonly string[] } = {};
  await simulated(dealer, async (run, target) => {
    const pulled = await dailyPull(run, target, { customers: [...customers, 'C9'], items: 20 });
    outcome.unknown = pulled.unknownCustomers;
  });
  expect(outcome.unknown).toEqual(['C9']);
  const asked = dealer.requests
    .filter(({ endpoint }) => endpoint !== 'token')
    .map(({ endpoint, parameters: { customer, page } }) =>
      [endpoint, customer, page].filter((one) => one !== undefined).join(' '),
    );
  const five = customers.slice(0, 5).join(',');
  expect(asked.slice(0, 13)).toEqual([
    'location 0',
    'dealer-category',
    `contract ${five} 0`,
    `contract ${five} 1`,
    `jobsite ${five} 0`,
    'dealer-category 00120',
    'invoice 00120 0',
    'invoice 00120 1',
    'invoice 00120 2',
    'customer 00120',
    'A0000.pdf',
    'I00000.pdf',
    'dealer-category 00121',
  ]);
  const paged = dealer.requests.filter(({ parameters }) => 'page' in parameters);
  expect(new Set(paged.map(({ parameters }) => parameters['items']))).toEqual(new Set(['20']));
});

it('asks the root for customers where the interface’s own path is served', async () => {
  dealer.bend((answer, { endpoint }) =>
    endpoint === 'customer' ? { ...answer, status: 404 } : answer,
  );
  const result = await simulated(dealer, (run, target) =>
    dailyPull(run, target, { customers: ['00120', '00121'] }),
  );
  dealer.bend();
  expect(found(result)).toEqual([]);
  expect(result.counts).toMatchObject({ customers: 2 });
});

it('pulls two groups at once over two connections, and no more than one over one', async () => {
  const open = new Set<string>();
  let most = 0;
  const count = (expected: number) => async (answer: StandInAnswer, request: StandInRequest) => {
    const { customer = '' } = request.parameters;
    if (request.endpoint !== 'contract') return answer;
    open.add(customer);
    most = Math.max(most, open.size);
    await until(() => most >= expected);
    open.delete(customer);
    return answer;
  };
  const customers = dealer.data.customers.map(({ customerId }) => String(customerId));
  for (const connections of [1, 2]) {
    most = 0;
    dealer.bend(count(connections));
    const result = await simulated(dealer, (run, target) =>
      dailyPull(run, target, { customers, connections }),
    );
    expect([found(result), most]).toEqual([[], connections]);
  }
  dealer.bend();
});

it('sends no more requests a second than it is told', async () => {
  const began = performance.now();
  const { counts } = await simulated(dealer, (run, target) =>
    dailyPull(run, target, { customers: ['00121'], rate: 50 }),
  );
  const { requests = 0 } = counts;
  expect(requests).toBeGreaterThan(5);
  expect(performance.now() - began).toBeGreaterThan((requests - 1) * 19.5);
});

it('says what the night would take', async () => {
  const result = await simulated(dealer, (run, target) =>
    dailyPull(run, target, { customers: 'told', nightlyCustomers: 1_000_000_000 }),
  );
  expect(brokenRules(result)).toEqual(['SPEED-NIGHT']);
  expect(result.counts['seconds for the nightly pull']).toBeGreaterThan(21_600);
});

it('a recorded pull comes to the same when it is replayed', async () => {
  const path = join(folder, 'pull.jsonl.gz');
  dealer.bend((answer, { endpoint }) =>
    endpoint === 'I00000.pdf' ? { ...answer, body: 'no PDF' } : answer,
  );
  const pull = { customers: 'told', items: 20, twice: true, connections: 2 } as const;
  const recorder = new Recorder(path, {
    command: 'crs pull',
    system: dealer.url,
    options: {
      url: dealer.url,
      tokenUrl: dealer.tokenUrl,
      clientId: dealer.clientId,
      dealer: dealer.dealer,
    },
    pull,
  });
  const result = await simulated(
    dealer,
    (run, target) => dailyPull(run, target, pull),
    (exchange) => recorder.record(exchange),
  );
  await recorder.close();
  dealer.bend();
  dealer.requests.length = 0;
  const recording = await readRecording(path);
  expect(JSON.stringify(recording)).not.toContain(dealer.clientSecret);
  expect(recordedRun(recording).command).toBe('crs pull');
  const run = new Run('test', dealer.url);
  await replayPull(run, recordedTarget(recording, run), recording);
  const { findings, results, timings, counts } = run.result();
  const same = ({ rule }: { rule: { id: string } }) => rule.id;
  expect(brokenRules({ ...result, findings })).toEqual(['PDF-CONTENT']);
  expect(results.map(same)).toEqual(result.results.map(same));
  expect({ findings, timings, counts }).toEqual({
    findings: result.findings,
    timings: result.timings,
    counts: result.counts,
  });
  expect(dealer.requests).toEqual([]);
});

it('a light pull is of what changed, and the next time follows', async () => {
  dealer.requests.length = 0;
  const rounds: { since: string; nextSince: string }[] = [];
  const result = await simulated(dealer, async (run, target) => {
    const options = { since: '0000-00-00T00:00:00Z', later: '2026-09-28T00:00:00Z', items: 20 };
    rounds.push(...(await incrementalPull(run, target, { ...options, everyMs: 0, times: 2 })));
  });
  expect(found(result)).toEqual([]);
  const [first, second] = rounds;
  expect(second?.since).toBe(first?.nextSince);
  expect(Date.parse(second?.since ?? '')).toBeLessThan(Date.now() - 59_000);
  const asked = dealer.requests.map(({ endpoint, parameters: { customer, since } }) =>
    [endpoint, customer ?? since].filter((one) => one !== undefined).join(' '),
  );
  const contracts = '00120,00123,00124';
  expect([...new Set(asked)].slice(1)).toEqual([
    'incremental 2026-09-28T00:00:00Z',
    'incremental 0000-00-00T00:00:00Z',
    `contract ${contracts}`,
    `jobsite ${contracts}`,
    'invoice 00121',
    'dealer-category 00122',
    'invoice 00123',
    'A0300.pdf',
    'I03000.pdf',
    'invoice 00125',
    'dealer-category 00126',
    `incremental ${second?.since}`,
  ]);
});

it('names changes that are told for a later time only, and customers told twice', async () => {
  const items = [{ customerId: '00120', types: ['invoice'] }];
  dealer.bend((answer, { endpoint, parameters: { since = '' } }) => {
    if (endpoint !== 'incremental') return answer;
    return { ...answer, body: { items: since.startsWith('0000') ? [] : [...items, ...items] } };
  });
  const result = await simulated(dealer, (run, target) =>
    incrementalPull(run, target, { since: '0000-00-00T00:00:00Z', later: '2026-10-01T00:00:00Z' }),
  );
  dealer.bend();
  expect(brokenRules(result)).toEqual(['INCREMENTAL-SINCE-LATER', 'INCREMENTAL-CUSTOMER-ONCE']);
});
