import { rules } from './rule.js';

const CONTRACTS = 'Contract/Asset Data';
const INVOICES = 'Invoice Data';

/** Ids in one answer that name something in another. */
export const REFERENCE = rules('references', {
  zeros: {
    id: 'ID-LEADING-ZEROS',
    severity: 'error',
    section: 'Field Types and Definitions',
    expected: 'An id is a text and the same everywhere: 00123456 is not 123456.',
    mend: 'Keep ids as text from your database to the answer. Somewhere on the way one became a number.',
  },
  jobsite: {
    id: 'CONTRACT-JOBSITE-EXISTS',
    severity: 'error',
    section: CONTRACTS,
    expected: 'The jobsiteId of a contract is that of a jobsite of the same customer.',
    mend: 'List every jobsite that an active contract names, under the contract’s customer and by the same id. If data was loaded just then, pull again.',
  },
  location: {
    id: 'CONTRACT-LOCATION-EXISTS',
    severity: 'error',
    section: CONTRACTS,
    expected: 'The locationId of a contract is that of a location of the dealer.',
    mend: 'List every location that a contract names, by the same id.',
  },
  group: {
    id: 'CONTRACT-GROUP-EXISTS',
    severity: 'warning',
    section: CONTRACTS,
    expected: 'The assetId of a contract’s asset is the groupId of a group of the catalog.',
    mend: 'Send the id of the category group, not of the machine; leave assetId out if the catalog does not have it.',
  },
  attached: {
    id: 'CONTRACT-ATTACHED-EXISTS',
    severity: 'warning',
    section: CONTRACTS,
    expected: 'attachedTo is the rentedAssetId of another asset of the same contract.',
    mend: 'Send the rentedAssetId of the machine that the attachment is on.',
  },
  customer: {
    id: 'CUSTOMER-WITH-DATA-EXISTS',
    severity: 'error',
    section: 'Customer Data',
    expected:
      'A customer who has contracts, jobsites or invoices is known to the customer endpoint.',
    mend: 'Look customers up where your other lists take their numbers from, and compare as text.',
  },
  invoicedContract: {
    id: 'INVOICE-CONTRACT-IDS',
    severity: 'warning',
    section: INVOICES,
    expected:
      'Invoices name contracts by the ids that the contract endpoint gives: some of them are active.',
    mend: 'Send the contractId of the contract endpoint. Invoices of closed contracts are right; not one of an active contract was seen.',
  },
  invoicedJobsite: {
    id: 'INVOICE-JOBSITE-IDS',
    severity: 'warning',
    section: INVOICES,
    expected:
      'Invoices name jobsites by the ids that the jobsite endpoint gives: some of them are active.',
    mend: 'Send the jobsiteId of the jobsite endpoint. Invoices of old jobsites are right; not one of an active jobsite was seen.',
  },
});
