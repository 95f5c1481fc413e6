import { rules } from './rule.js';

const ERRORS = 'Error Architecture, Error Codes, and Error Messages';

/** What holds for the answers of all endpoints. */
export const ANSWER = rules('connection', {
  answered: {
    id: 'ANSWERED',
    severity: 'error',
    section: ERRORS,
    expected: 'Every request gets an answer.',
    mend: 'Look for time limits, restarts and limits of connections, in the server and in what is in front of it.',
  },
  success: {
    id: 'STATUS-200',
    severity: 'error',
    section: ERRORS,
    expected: 'A request that is right is answered with 200.',
    mend: 'The body and the log of the server should say what went wrong. A list that is not loaded yet is 503, not 4xx.',
  },
  json: {
    id: 'ANSWER-JSON',
    severity: 'error',
    section: 'Field Types and Definitions',
    expected: 'An answer is one JSON document in UTF-8.',
    mend: 'Write answers with a JSON library, and escape texts with it.',
  },
  contentType: {
    id: 'CONTENT-TYPE',
    severity: 'warning',
    section: 'Field Types and Definitions',
    expected: 'JSON is sent as application/json.',
    mend: 'Send Content-Type: application/json; charset=utf-8.',
  },
});

/** The envelope of pages (§ Contract/Asset Data: "Returns pageable interface"). */
export const PAGING = rules('paging', {
  number: {
    id: 'PAGE-NUMBER',
    severity: 'error',
    section: 'Contract/Asset Data',
    expected: 'number is the number of the page that was asked for, from 0.',
    mend: 'Count pages from 0, and repeat the number of the request.',
  },
  size: {
    id: 'PAGE-SIZE',
    severity: 'error',
    section: 'Contract/Asset Data',
    expected: 'size is the page size that was asked for, and no page has more items.',
    mend: 'Obey items, and repeat it as size.',
  },
  full: {
    id: 'PAGE-FULL',
    severity: 'warning',
    section: 'Contract/Asset Data',
    expected: 'Every page but the last one is full.',
    mend: 'Filter before you cut the list into pages, not afterwards.',
  },
  totals: {
    id: 'PAGE-TOTALS',
    severity: 'error',
    section: 'Contract/Asset Data',
    expected:
      'totalElements is the number of items over all pages, and totalPages what follows from it.',
    mend: 'Count with the same filter with which items are selected; totalPages = ceil(totalElements / size).',
  },
  steady: {
    id: 'PAGE-TOTALS-STEADY',
    severity: 'error',
    section: 'Contract/Asset Data',
    expected: 'The totals are the same on every page of a list.',
    mend: 'Serve the pages of one pull from one state of the data: a list that moves while it is read loses items.',
  },
  empty: {
    id: 'PAGE-EMPTY',
    severity: 'error',
    section: 'Contract/Asset Data',
    expected: 'empty is true on a page without items, and false on others.',
    mend: 'Work empty out of the items of this page.',
  },
  overlap: {
    id: 'PAGE-OVERLAP',
    severity: 'error',
    section: 'Contract/Asset Data',
    expected: 'No item is on two pages of a list.',
    mend: 'Order lists by something that no two items share, such as the id at the end of the sort key.',
  },
  gap: {
    id: 'PAGE-GAP',
    severity: 'error',
    section: 'Contract/Asset Data',
    expected: 'The pages together have as many items as totalElements says.',
    mend: 'Order lists by something that no two items share, and keep to one state of the data while a list is read.',
  },
  beyond: {
    id: 'PAGE-BEYOND',
    severity: 'warning',
    section: 'Contract/Asset Data',
    expected: 'A page after the last one is 200 with no items and the true totals.',
    mend: 'Answer with an empty page: it is no error of the caller that the list became shorter.',
  },
  emptyList: {
    id: 'EMPTY-200',
    severity: 'error',
    section: ERRORS,
    expected: 'A list without elements is a success: 200 with no items.',
    mend: 'Answer 200 with items [] and totalElements 0, not 404 or 204.',
  },
});
