import { rules } from './rule.js';

const SECTION = 'General Comments & Definitions';

/** How long answers take. The interface gives no number: the limits are the simulator's own. */
export const SPEED = rules('speed', {
  page: {
    id: 'SPEED-P95',
    severity: 'warning',
    section: SECTION,
    expected:
      '19 of 20 answers of an endpoint come within 2 seconds. The interface gives no number: this one is from practice.',
    mend: 'Look for a missing index (by customer), for counts of whole tables, and for work that could be done when data is loaded.',
  },
  slow: {
    id: 'SPEED-P95-SLOW',
    severity: 'error',
    section: SECTION,
    expected:
      '19 of 20 answers of an endpoint come within 10 seconds. The interface gives no number: this one is from practice.',
    mend: 'A proxy or CRS itself may give up before. Serve lists from prepared data, not from the RMS at the time of the request.',
  },
  night: {
    id: 'SPEED-NIGHT',
    severity: 'warning',
    section: SECTION,
    expected:
      'The daily pull of all customers takes at most 6 hours. The interface gives no number: this one is from practice.',
    mend: 'Make the endpoint with the largest share faster; the timings of the report show it.',
  },
});
