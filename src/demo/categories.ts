import { CATALOG, type CatalogGroup } from './catalog.js';
import { DEMO_DEALER } from './demo-dealer.js';
import { toAmounts } from './money.js';

/** The lines of the catalog: each category with its groups and their book rates. */
export function categoryLines() {
  return CATALOG.map(({ categoryId, title, groups }) => ({
    categoryId,
    title,
    categoryGroups: groups.map(groupLine),
  }));
}

function groupLine(group: CatalogGroup) {
  const { title, groupId, rentalRateId, bookRate } = group;
  if (bookRate === undefined) return { title, groupId };
  const amounts = toAmounts(bookRate, DEMO_DEALER.currency);
  return {
    title,
    groupId,
    groupRate: { properties: { rateType: 'book', rentalRateId, ...amounts } },
  };
}
