import type { LoadIssue } from '../../src/import/load-report.js';
import { bundleOf, type InterfaceDealer, type InterfaceServer } from './interface-dealer.js';
import type { Item } from './interface-fields.js';
import { lines, readJson } from './interface-json.js';
import { fullItem, LOADS, type ItemEndpoint } from './interface-rows.js';

/** A row to load, and what is to become of it. */
export interface Case {
  readonly item: Item;
  /** What is printed; without it the row is to be rejected. */
  readonly expected?: Item;
  /** Path of the field that the reject must name. */
  readonly reject?: string;
  /** Path of the one field that a warning must name; without it there must be none. */
  readonly warning?: string;
}

/**
 * Loads each case as a row of its own, and compares what is printed, rejected and warned of.
 * @returns what is not as it should be
 */
export async function fieldCases(
  server: InterfaceServer,
  endpoint: ItemEndpoint,
  cases: readonly Case[],
): Promise<string[]> {
  const { resource } = LOADS[endpoint];
  const dealer = await server.dealer();
  const numbered = cases.map((one, index) => keyed(endpoint, one, index));
  await dealer.load(bundleOf({ [resource]: [loadable(endpoint, fullItem(endpoint))] }));
  const rows = numbered.map(({ item }) => loadable(endpoint, item));
  const report = await dealer.load({ [`${resource}.ndjson`]: lines(rows) }, 'delta');
  if (report.state !== 'published') return [`the load failed: ${report.error}`];
  const printed = await printedItems(dealer, endpoint, numbered);
  const issues = Map.groupBy(await dealer.issues(), ({ line }) => line);
  return numbered.flatMap((one, index) => [
    ...issueFaults(one, issues.get(index + 1) ?? [], endpoint, index),
    ...itemFaults(one, printed, endpoint, index),
  ]);
}

/** Gives the case's row a key of its own, unless the case is about the key. */
function keyed(endpoint: ItemEndpoint, one: Case, index: number): Case {
  const { key } = LOADS[endpoint];
  if (one.item[key] !== fullItem(endpoint)[key]) return one;
  const own = { [key]: `${key}-${index}` };
  return {
    ...one,
    item: { ...one.item, ...own },
    ...(one.expected && { expected: { ...one.expected, ...own } }),
  };
}

function loadable(endpoint: ItemEndpoint, item: Item): Item {
  return { ...item, ...LOADS[endpoint].loadOnly };
}

/** The printed items that the cases expect, as text by key. */
async function printedItems(
  dealer: InterfaceDealer,
  endpoint: ItemEndpoint,
  cases: readonly Case[],
): Promise<Map<unknown, string>> {
  const { key } = LOADS[endpoint];
  const expected = cases.flatMap((one) => (one.expected ? [one.expected] : []));
  const items = await pull(dealer, endpoint, expected);
  return new Map(items.map((item): [unknown, string] => [item[key], JSON.stringify(item)]));
}

async function pull(
  dealer: InterfaceDealer,
  endpoint: ItemEndpoint,
  expected: readonly Item[],
): Promise<Item[]> {
  if (endpoint === 'location' || endpoint === 'dealer-category') return dealer.items(endpoint);
  const ids = expected.map(({ customerId }) =>
    typeof customerId === 'string' ? customerId : 'customerId',
  );
  const all: Item[] = [];
  for (const id of new Set(ids)) {
    const query = `customer=${encodeURIComponent(id)}`;
    if (endpoint !== 'customer') all.push(...(await dealer.items(endpoint, query)));
    else {
      const { status, text } = await dealer.get(`customer?${query}`);
      if (status === 200) all.push((readJson(text) as { customer: Item }).customer);
    }
  }
  return all;
}

function itemFaults(
  { item, expected }: Case,
  printed: ReadonlyMap<unknown, string>,
  endpoint: ItemEndpoint,
  index: number,
): string[] {
  const { key } = LOADS[endpoint];
  const found = printed.get((expected ?? item)[key]);
  const wanted = expected && JSON.stringify(expected);
  return found === wanted ? [] : [`case ${index}: ${difference(found, wanted)}`];
}

function issueFaults(
  { item, reject, warning }: Case,
  issues: readonly LoadIssue[],
  endpoint: ItemEndpoint,
  index: number,
): string[] {
  const wanted =
    reject === undefined ? warning && `warning ${inFirst(warning)}` : `reject ${inFirst(reject)}`;
  const found = [...new Set(issues.map(({ severity, field }) => `${severity} ${field}`))].join();
  if (found === (wanted ?? '')) return [];
  return [
    `case ${index}: ${found} instead of ${wanted}, ${difference(JSON.stringify(item), JSON.stringify(fullItem(endpoint)))}`,
  ];
}

/** Where two texts part. */
function difference(found: string | undefined, wanted: string | undefined): string {
  if (found === undefined || wanted === undefined)
    return found === undefined ? 'it is not printed' : 'it is printed';
  const end = Array.from(wanted).findIndex((_, index) => found[index] !== wanted[index]);
  const from = Math.max(0, (end < 0 ? wanted.length : end) - 40);
  return `…${found.slice(from, from + 120)}… instead of …${wanted.slice(from, from + 120)}…`;
}

function inFirst(path: string): string {
  return path.replaceAll('[]', '[0]');
}
