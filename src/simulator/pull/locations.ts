import type { Item } from '../answers/read-answer.js';
import { IdSet, textOf } from './ids.js';
import type { Known } from './known.js';
import type { Puller } from './puller.js';

/** The dealer's locations, page by page (§ Dealer Location Data). */
export async function pullLocations(puller: Puller, known: Known): Promise<void> {
  const locations = new IdSet();
  const { complete } = await puller.list({
    endpoint: 'location',
    parameters: {},
    what: 'locations',
    keyOf: locationKey,
    onPage: (items) => {
      for (const item of items) {
        const id = textOf(item, 'locationId');
        if (id !== undefined) locations.add(id);
      }
    },
  });
  if (complete) known.locations = locations;
}

export function locationKey(item: Item): string {
  return String(item['locationId']);
}
