import type { Item } from './interface-fields.js';
import { requiredItem } from './interface-rows.js';

/** Rows of a load with what they must have, and what a test says about them. */

/** An asset that is out. */
export function asset(about: Item = {}): Item {
  return { ...(requiredItem('contract')['assetDetails'] as Item[])[0], ...about };
}

/** A contract of customer C1 at jobsite J1, with one asset that is out. */
export function contract(contractId: string, about: Item = {}): Item {
  return { ...requiredItem('contract'), contractId, customerId: 'C1', jobsiteId: 'J1', ...about };
}

/** A jobsite of customer C1. */
export function jobsite(jobsiteId: string, about: Item = {}): Item {
  return { ...requiredItem('jobsite'), jobsiteId, customerId: 'C1', ...about };
}

/** An invoice of customer C1. */
export function invoice(invoiceId: string, about: Item = {}): Item {
  return { ...requiredItem('invoice'), invoiceId, customerId: 'C1', ...about };
}

export function customer(customerId: string, customerName = 'Bond'): Item {
  return { customerName, customerId };
}

export function location(locationId: string, about: Item = {}): Item {
  return { locationId, ...about };
}

/** A category of the catalog. */
export function category(categoryId: string, categoryGroups: readonly Item[] = []): Item {
  return { categoryId, title: categoryId, categoryGroups };
}

/** A group of the catalog, with a book rate by the day if one is given. */
export function group(groupId: string, daily?: unknown): Item {
  const groupRate = { properties: periods(daily) };
  return { title: groupId, groupId, ...(daily !== undefined && { groupRate }) };
}

/** A customer's own rate for a group. */
export function rate(customerId: string, groupId: string, daily: unknown, about: Item = {}): Item {
  return { customerId, groupId, ...periods(daily), ...about };
}

/** Rates by the day, month and week, all with the same amount. */
export function periods(amount: unknown): Item {
  return { daily: { amount }, monthly: { amount }, weekly: { amount } };
}
