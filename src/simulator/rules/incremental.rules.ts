import { rules } from './rule.js';

const SECTION = 'Incremental Data Pull';

/** What since means. */
export const INCREMENTAL = rules('incremental', {
  subset: {
    id: 'INCREMENTAL-SINCE-LATER',
    severity: 'warning',
    section: SECTION,
    expected: 'What is told for a later since is told for an earlier one too.',
    mend: 'Tell everything that changed at since or after it, up to now.',
  },
  once: {
    id: 'INCREMENTAL-CUSTOMER-ONCE',
    severity: 'note',
    section: SECTION,
    expected: 'A customer is told once, with every type of change once.',
    mend: 'Group the changes by customer, and the types without repetition.',
  },
});
