import { textOf } from './ids.js';
import type { Puller } from './puller.js';

/** The sample of § Incremental Data Pull. */
export const BEGINNING = '0000-00-00T00:00:00Z';

/**
 * The customers that `incremental` tells since the beginning: no list of the interface names all of
 * them.
 */
export async function customersTold(puller: Puller): Promise<string[]> {
  const heard = await puller.one('incremental', { since: BEGINNING }, 'customers told');
  const ids = heard?.answer.items.map((item) => textOf(item, 'customerId')) ?? [];
  return [...new Set(ids.filter((id) => id !== undefined))];
}
