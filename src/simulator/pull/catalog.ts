import { placeOf, type Item } from '../answers/read-answer.js';
import type { Findings, Place } from '../findings.js';
import { CATALOG } from '../rules/pull.rules.js';
import { checkCurrency } from './currency.js';
import { IdSet, listOf, objectOf, textOf } from './ids.js';
import type { Known } from './known.js';
import type { Puller } from './puller.js';

const PERIODS = ['daily', 'monthly', 'weekly'];
const MOST_NAMED = 5;

/** The dealer's catalog with its book rates (§ Catalog Data). */
export async function pullCatalog(puller: Puller, known: Known): Promise<void> {
  const heard = await puller.one('dealer-category', {}, 'categories');
  if (!heard) return;
  const place = placeOf(heard.exchange);
  const { items } = heard.answer;
  checkCatalog(puller.run.findings, items, place);
  known.structure = structureOf(items);
  const groups = items.flatMap((category) => listOf(category, 'categoryGroups'));
  known.groups = new IdSet(groups.map((group) => textOf(group, 'groupId') ?? ''));
}

/** The catalog with the rates of a customer. */
export async function pullRates(puller: Puller, known: Known, customer: string): Promise<void> {
  const heard = await puller.one('dealer-category', { customer }, 'categories with rates');
  if (!heard) return;
  const { findings } = puller.run;
  const place = { ...placeOf(heard.exchange), path: 'items' };
  const { items } = heard.answer;
  checkCatalog(findings, items, place);
  const { structure } = known;
  if (structure) findings.expect(CATALOG.structure, difference(structure, items), place);
}

function checkCatalog(findings: Findings, items: readonly Item[], place: Place): void {
  const again = repeated(items.map((category) => textOf(category, 'categoryId')));
  findings.expect(CATALOG.unique, again && `category ${again} again`, { ...place, path: 'items' });
  for (const [index, category] of items.entries()) {
    const groups = listOf(category, 'categoryGroups');
    const path = `items[${index}].categoryGroups`;
    const twice = repeated(groups.map((group) => textOf(group, 'groupId')));
    findings.expect(CATALOG.unique, twice && `group ${twice} again`, { ...place, path });
    for (const [at, group] of groups.entries()) {
      const properties = objectOf(objectOf(group, 'groupRate'), 'properties');
      for (const period of PERIODS) {
        const { currency } = objectOf(properties, period) as { currency?: unknown };
        const here = `${path}[${at}].groupRate.properties.${period}.currency`;
        checkCurrency(findings, CATALOG.currency, currency, { ...place, path: here });
      }
    }
  }
}

function repeated(ids: readonly (string | undefined)[]): string | undefined {
  const seen = new Set<string>();
  return ids.find((id) => id !== undefined && seen.size === seen.add(id).size);
}

/** Which groups are in which category. */
function structureOf(items: readonly Item[]): ReadonlySet<string> {
  return new Set(
    items.flatMap((category) => {
      const id = textOf(category, 'categoryId') ?? '';
      const groups = listOf(category, 'categoryGroups');
      return [id, ...groups.map((group) => `${id} / ${textOf(group, 'groupId') ?? ''}`)];
    }),
  );
}

function difference(structure: ReadonlySet<string>, items: readonly Item[]): string | undefined {
  const own = structureOf(items);
  const missing = [...structure].filter((one) => !own.has(one));
  const other = [...own].filter((one) => !structure.has(one));
  const found = [...named('missing', missing), ...named('not in the catalog', other)];
  return found.length === 0 ? undefined : found.join('; ');
}

function named(what: string, ids: readonly string[]): string[] {
  if (ids.length === 0) return [];
  const more = ids.length > MOST_NAMED ? ', …' : '';
  return [`${ids.length} ${what}: ${ids.slice(0, MOST_NAMED).join(', ')}${more}`];
}
