import { rules } from './rule.js';

const ERRORS = 'Error Architecture, Error Codes, and Error Messages';
const SECURITY = 'Security / Authentication considerations';

/** Requests without the right to an answer. */
export const AUTHORIZATION = rules('access', {
  wrongSecret: {
    id: 'TOKEN-WRONG-SECRET',
    severity: 'error',
    section: SECURITY,
    expected: 'The token endpoint gives nothing for a wrong secret.',
    mend: 'Compare the secret; a client id alone proves nothing.',
  },
  tokenError: {
    id: 'TOKEN-ERROR',
    severity: 'warning',
    section: SECURITY,
    expected: 'A wrong secret is answered with 400 or 401 and the error invalid_client, as JSON.',
    mend: 'Answer as RFC 6749 §5.2 says: {"error":"invalid_client"}. 5xx and other codes look like a failure that passes.',
  },
  required: {
    id: 'AUTH-REQUIRED',
    severity: 'error',
    section: SECURITY,
    expected: 'Without a token no endpoint gives anything.',
    mend: 'Check the token for every path; the data of all customers is open to everybody who finds the address.',
  },
  verified: {
    id: 'AUTH-VERIFIED',
    severity: 'error',
    section: SECURITY,
    expected: 'A token that the token endpoint did not give counts for nothing.',
    mend: 'Verify signature, algorithm, issuer, audience and expiry with a library; never only decode a token.',
  },
  status: {
    id: 'AUTH-401',
    severity: 'warning',
    section: SECURITY,
    expected: 'A request without a valid token is answered with 401.',
    mend: 'Answer 401: CRS then gets a new token. With another status it does not know that this would help.',
  },
  challenge: {
    id: 'AUTH-CHALLENGE',
    severity: 'note',
    section: SECURITY,
    expected: 'A 401 has the header WWW-Authenticate: Bearer (RFC 6750 §3).',
    mend: 'Send the header; for a token that is not valid with error="invalid_token".',
  },
  dealer: {
    id: 'DEALER-UNKNOWN',
    severity: 'warning',
    section: ERRORS,
    expected: 'A dealer code that the token is not for is refused with 4xx, such as 403.',
    mend: 'Compare dealer with the dealers of the client. An empty list in its place looks as if every rental had ended.',
  },
});

/** Requests that are wrong: refused, and so that the caller knows it. */
export const REFUSAL = rules('refusals', {
  failure: {
    id: 'REFUSED-4XX',
    severity: 'warning',
    section: ERRORS,
    expected: 'A request that is wrong is refused with 4xx: 5xx means that the server failed.',
    mend: 'Check parameters before they are used, and answer 400 naming the parameter.',
  },
  tooMany: {
    id: 'CUSTOMERS-TOO-MANY',
    severity: 'warning',
    section: 'Contract/Asset Data',
    expected: 'A list for more than five customers is refused with 4xx.',
    mend: 'Count the customers and answer 400. Never serve only the first five: the others’ rentals would be gone.',
  },
  oneOnly: {
    id: 'CUSTOMERS-ONE-ONLY',
    severity: 'warning',
    section: 'Invoice Data',
    expected:
      'Invoices, rates and the customer endpoint take one customer; two are refused with 4xx.',
    mend: 'Count the customers and answer 400.',
  },
  customer: {
    id: 'CUSTOMER-REQUIRED',
    severity: 'warning',
    section: 'Contract/Asset Data',
    expected: 'Where customer is required, a request without it is refused with 4xx.',
    mend: 'Answer 400. Neither all customers nor none is what was asked for.',
  },
  paging: {
    id: 'PAGING-PARAMETERS',
    severity: 'note',
    section: 'Contract/Asset Data',
    expected: 'items and page that are no number, or too small, are refused with 4xx.',
    mend: 'Answer 400 naming the parameter: another page than the one that was asked for hides a mistake.',
  },
  large: {
    id: 'ITEMS-LARGE',
    severity: 'warning',
    section: 'Contract/Asset Data',
    expected:
      'items that are more than the server gives are refused with 4xx, or size says how many it gives.',
    mend: 'Answer 400, or set size to the page size that is used and work totalPages out of it.',
  },
  since: {
    id: 'SINCE-REQUIRED',
    severity: 'warning',
    section: 'Incremental Data Pull',
    expected: 'incremental without since, or with something that is no time, is refused with 4xx.',
    mend: 'Answer 400. An empty list would say that nothing has changed.',
  },
  sinceZone: {
    id: 'SINCE-ZONE',
    severity: 'note',
    section: 'Incremental Data Pull',
    expected: 'A since without a time zone is refused with 4xx.',
    mend: 'Answer 400: a zone that is guessed moves the time by hours, and changes are missed.',
  },
  path: {
    id: 'PATH-UNKNOWN',
    severity: 'warning',
    section: ERRORS,
    expected: 'A path that is not of the interface is answered with 404.',
    mend: 'Answer 404 for it; a page that says 200 for every path hides a wrong address.',
  },
  method: {
    id: 'METHOD-UNKNOWN',
    severity: 'note',
    section: ERRORS,
    expected: 'A POST to an endpoint that is only read is refused with 4xx, such as 405.',
    mend: 'Bind the endpoints to GET only.',
  },
});

/** Requests about what is not there, or what looks wrong, which are right all the same. */
export const ABSENT = rules('refusals', {
  incremental: {
    id: 'INCREMENTAL-SERVED',
    severity: 'note',
    section: 'Incremental Data Pull',
    expected: 'The endpoint incremental is there.',
    mend: 'Without it CRS hears of changes once a day. It is not needed where messages tell CRS of changes.',
  },
  customer: {
    id: 'CUSTOMER-404',
    severity: 'error',
    section: 'Customer Data',
    expected: 'The customer endpoint answers 404 for a number that no customer has.',
    mend: 'Answer 404, here and nowhere else. CRS validates customer numbers by it.',
  },
  future: {
    id: 'SINCE-FUTURE',
    severity: 'warning',
    section: 'Incremental Data Pull',
    expected: 'A since in the future is answered with 200 and no items.',
    mend: 'Compare since with the time of the change. Clocks differ, so it is no error to be ahead.',
  },
  beginning: {
    id: 'SINCE-BEGINNING',
    severity: 'error',
    section: 'Incremental Data Pull',
    expected:
      'since=0000-00-00T00:00:00Z, as the interface’s sample has it, means from the beginning.',
    mend: 'Take this text for "everything" before you parse since as a date, which it is not.',
  },
});

/** Messages that must not be taken. */
export const MESSAGE_REFUSAL = rules('messages', {
  taken: {
    id: 'MESSAGE-INVALID-REFUSED',
    severity: 'error',
    section: 'Message Data',
    expected: 'A message whose body is invalid is refused for good: with 402.',
    mend: 'Check the body before it is queued, and answer 402. CRS sends again after 403, 404 and 5xx, for ever.',
  },
  status: {
    id: 'MESSAGE-402',
    severity: 'warning',
    section: 'Message Data',
    expected: 'The status for an invalid body is 402.',
    mend: 'Answer 402, not 400 or 422: it is the one that the interface names.',
  },
  dealer: {
    id: 'MESSAGE-FOREIGN-DEALER',
    severity: 'error',
    section: 'Base Messaging Structure',
    expected: 'A message with a dealerCode that the token is not for is refused with 403 (or 402).',
    mend: 'Compare dealerCode with the dealers of the client before the message is queued.',
  },
});
