import { ACCESS } from './data/catalog-access.js';
import { EARTHMOVING } from './data/catalog-earthmoving.js';
import { POWER } from './data/catalog-power.js';
import { SITE } from './data/catalog-site.js';
import type { CategoryRow, GroupRow } from './data/catalog-types.js';
import type { RateCents } from './money.js';

/** A group of the catalog with all that contracts, rates and invoices say about it. */
export interface CatalogGroup {
  index: number;
  groupId: string;
  categoryId: string;
  categoryTitle: string;
  title: string;
  model: string;
  maker: string;
  longDescription: string;
  workTool: boolean;
  rentalRateId: string;
  bookRate?: RateCents;
}

const CATEGORIES: readonly CategoryRow[] = [...EARTHMOVING, ...ACCESS, ...POWER, ...SITE];

/** Every group, in the order of the catalog. */
export const GROUPS: readonly CatalogGroup[] = CATEGORIES.flatMap((category, place) =>
  category.groups.map((row, number) => ({ category, place, row, number })),
).map(({ category, place, row, number }, index) => groupOf(category, place, row, number, index));

/** Groups of machines, which contracts are made for. */
export const MACHINES: readonly CatalogGroup[] = GROUPS.filter((group) => !group.workTool);

/** Groups of tools that go onto a machine. */
export const WORK_TOOLS: readonly CatalogGroup[] = GROUPS.filter((group) => group.workTool);

/** Each category's id and title, with its groups. */
export const CATALOG = CATEGORIES.map((category, place) => {
  const categoryId = categoryIdOf(category, place);
  const groups = GROUPS.filter((group) => group.categoryId === categoryId);
  return { categoryId, title: category.title, groups };
});

function groupOf(
  category: CategoryRow,
  place: number,
  [title, model, daily, maker = 'CATERPILLAR, INC']: GroupRow,
  number: number,
  index: number,
): CatalogGroup {
  return {
    index,
    groupId: `${category.code} ${101 + number * 10}`,
    categoryId: categoryIdOf(category, place),
    categoryTitle: category.title,
    title,
    model,
    maker,
    longDescription: `${model} ${title}, ${category.equipment}`,
    workTool: category.workTool ?? false,
    rentalRateId: `B${5001 + index}`,
    bookRate: daily > 0 ? bookRateOf(daily) : undefined,
  };
}

function categoryIdOf(category: CategoryRow, place: number): string {
  return `${1100 + place}-${category.code}`;
}

function bookRateOf(dollars: number): RateCents {
  return { daily: dollars * 100, weekly: dollars * 300, monthly: Math.round(dollars * 8.5) * 100 };
}
