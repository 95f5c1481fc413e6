import type { NormalizedObject } from '../interface/normalize.js';
import type { LoadableResource } from '../mirror/loadable-resource.js';
import { CATEGORY_FIELDS, RATE_FIELDS } from './catalog.fields.js';

/** How categories are loaded, with their groups and book rates. */
export const CATEGORIES: LoadableResource = {
  name: 'categories',
  key: ['categoryId'],
  fields: CATEGORY_FIELDS,
  toMirror: (category) => ({
    values: [],
    document: JSON.stringify({
      ...category,
      categoryGroups: (category['categoryGroups'] as readonly NormalizedObject[]).map(withBookRate),
    }),
  }),
};

/** How customers' own rates are loaded: the document is what goes into `groupRate`. */
export const RATES: LoadableResource = {
  name: 'rates',
  key: ['customerId', 'groupId'],
  fields: RATE_FIELDS,
  toMirror: ({ customerId: _customer, groupId: _group, ...rate }) => ({
    values: [],
    document: JSON.stringify({ properties: { rateType: 'customer', ...rate } }),
  }),
};

/** The rate in a category is the book rate, whatever the load calls it. */
function withBookRate(group: NormalizedObject): NormalizedObject {
  const rate = group['groupRate'] as { properties?: NormalizedObject } | undefined;
  if (!rate?.properties) return group;
  const { rateType: _rateType, ...properties } = rate.properties;
  return { ...group, groupRate: { properties: { rateType: 'book', ...properties } } };
}
