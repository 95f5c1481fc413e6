import { rules } from './rule.js';

const CONTRACTS = 'Contract/Asset Data';
const JOBSITES = 'Jobsite Data';
const INVOICES = 'Invoice Data';
const CUSTOMERS = 'Customer Data';

/** What holds for contracts beside their fields. */
export const CONTRACT = rules('contract', {
  filter: {
    id: 'CONTRACT-CUSTOMER-FILTER',
    severity: 'error',
    section: CONTRACTS,
    expected: 'Contracts are of the customers that were asked for, and of no others.',
    mend: 'Select by every number in customer, compared as text. A contract of somebody else must not be shown.',
  },
  unique: {
    id: 'CONTRACT-ID-UNIQUE',
    severity: 'warning',
    section: CONTRACTS,
    expected: 'A contractId names one contract of the dealer: no two customers have the same.',
    mend: 'Send the id that your system tells contracts apart by; requests of customers name it.',
  },
  dates: {
    id: 'CONTRACT-DATES',
    severity: 'warning',
    section: CONTRACTS,
    expected:
      'A contract does not end before it starts, and no asset is returned before it went out.',
    mend: 'Look whether two fields are mixed up, or a time zone is added twice.',
  },
  active: {
    id: 'CONTRACT-ACTIVE',
    severity: 'note',
    section: CONTRACTS,
    expected:
      'Listed contracts are active: an asset is on rent or will be, or it is a reservation.',
    mend: 'Leave out contracts whose assets were all returned; their invoices are still listed.',
  },
  currency: {
    id: 'CONTRACT-CURRENCY-ISO',
    severity: 'warning',
    section: 'Currency Considerations',
    expected: 'A currency is a code of ISO 4217 in capitals, such as USD or EUR.',
    mend: 'Map the names of your system to the codes of ISO 4217.',
  },
});

/** What holds for jobsites beside their fields. */
export const JOBSITE = rules('jobsite', {
  filter: {
    id: 'JOBSITE-CUSTOMER-FILTER',
    severity: 'error',
    section: JOBSITES,
    expected: 'Jobsites are of the customers that were asked for, and of no others.',
    mend: 'Select by every number in customer, compared as text.',
  },
  customer: {
    id: 'JOBSITE-CUSTOMER-TOLD',
    severity: 'warning',
    section: JOBSITES,
    expected: 'When several customers were asked for, each jobsite tells its customerId.',
    mend: 'Always send customerId: without it nobody can tell whose jobsite it is.',
  },
  assetCount: {
    id: 'JOBSITE-ASSET-COUNT',
    severity: 'warning',
    section: JOBSITES,
    expected:
      'assetCount is above 0 where a contract has an asset on rent, and not above what its contracts have.',
    mend: 'Count the assets of the active contracts of the jobsite, from the same state of the data; or leave assetCount out.',
  },
});

/** What holds for the catalog beside its fields. */
export const CATALOG = rules('catalog', {
  unique: {
    id: 'CATALOG-ID-UNIQUE',
    severity: 'error',
    section: 'Catalog Data',
    expected: 'A categoryId is in the catalog once, and a groupId once in its category.',
    mend: 'Group the rows of your system by category before you write them.',
  },
  structure: {
    id: 'CATALOG-RATES-STRUCTURE',
    severity: 'warning',
    section: 'Catalog Data',
    expected: 'The catalog of a customer has the categories and groups of the dealer’s catalog.',
    mend: 'Take the whole catalog, and put the rates of the customer in it: CRS changes rates, not the structure.',
  },
  currency: {
    id: 'CATALOG-CURRENCY-ISO',
    severity: 'warning',
    section: 'Currency Considerations',
    expected: 'The currency of a rate is a code of ISO 4217 in capitals, such as USD or EUR.',
    mend: 'Map the names of your system to the codes of ISO 4217.',
  },
});

/** What holds for invoices beside their fields. */
export const INVOICE = rules('invoice', {
  order: {
    id: 'INVOICE-ORDER',
    severity: 'error',
    section: INVOICES,
    expected:
      'Invoices come newest first over all pages: invoiceDate never rises, as a moment in time.',
    mend: 'ORDER BY invoice date DESC, then the id. CRS stops at the first invoice it has seen: what is behind it is lost.',
  },
  backdated: {
    id: 'INVOICE-BACKDATED',
    severity: 'note',
    section: INVOICES,
    expected: 'An invoice that was not there in the last pull is before those that were.',
    mend: 'CRS may stop before it sees an invoice with an earlier date than those it knows. Send it with the day it was made.',
  },
  filter: {
    id: 'INVOICE-CUSTOMER-FILTER',
    severity: 'error',
    section: INVOICES,
    expected: 'Invoices are of the customer that was asked for.',
    mend: 'Select by customer, compared as text. An invoice of somebody else must not be shown.',
  },
  unique: {
    id: 'INVOICE-ID-UNIQUE',
    severity: 'warning',
    section: INVOICES,
    expected: 'An invoiceId names one invoice of the dealer: no two customers have the same.',
    mend: 'Select by customer; and send the id that your system tells invoices apart by.',
  },
  dates: {
    id: 'INVOICE-DATES',
    severity: 'warning',
    section: INVOICES,
    expected: 'The billed time of an invoice does not end before it starts.',
    mend: 'Look whether billedDateStart and billedDateEnd are mixed up.',
  },
  currency: {
    id: 'INVOICE-CURRENCY-ISO',
    severity: 'warning',
    section: 'Currency Considerations',
    expected: 'A currency is a code of ISO 4217 in capitals, such as USD or EUR.',
    mend: 'Map the names of your system to the codes of ISO 4217.',
  },
});

/** What holds for the customer endpoint beside its fields. */
export const CUSTOMER = rules('customer', {
  answered: {
    id: 'CUSTOMER-AS-ASKED',
    severity: 'error',
    section: CUSTOMERS,
    expected: 'The customer that is answered is the one that was asked for.',
    mend: 'Look the number up as text and exactly: no search for names or parts of numbers.',
  },
});

/** What the same list shows when it is pulled again. */
export const STABILITY = rules('paging', {
  twice: {
    id: 'PAGE-STABLE',
    severity: 'warning',
    section: CONTRACTS,
    expected:
      'A list that is pulled again with another page size has the same items in the same order.',
    mend: 'Order lists by something that no two items share, such as the id at the end of the sort key.',
  },
});
