import { booleanText, textOf, type LoadableResource } from '../mirror/loadable-resource.js';
import { LOCATION_FIELDS } from './location.fields.js';

/** How locations are loaded. They are one list: its customer is ''. */
export const LOCATIONS: LoadableResource = {
  name: 'locations',
  key: ['locationId'],
  fields: LOCATION_FIELDS,
  toMirror: (location) => ({
    values: ['', textOf(location, 'locationId'), booleanText(true)],
    document: JSON.stringify(location),
  }),
};
