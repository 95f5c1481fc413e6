import { booleanText, textOf, type LoadableResource } from '../mirror/loadable-resource.js';
import { JOBSITE_FIELDS } from './jobsite.fields.js';

/** How jobsites are loaded. */
export const JOBSITES: LoadableResource = {
  name: 'jobsites',
  key: ['jobsiteId'],
  fields: JOBSITE_FIELDS,
  toMirror({ active, jobsiteId, assetCount, ...jobsite }) {
    return {
      values: [
        textOf(jobsite, 'customerId'),
        String(jobsiteId),
        booleanText(active !== false),
        // A number here asks the mirror to count the assets and to keep the count current.
        assetCount === undefined ? '0' : null,
      ],
      document: JSON.stringify({ jobsiteId, assetCount: assetCount ?? 0, ...jobsite }),
    };
  },
};
