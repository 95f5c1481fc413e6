import type { Parameters } from '../target.js';

/** What the probes ask about. */
export interface Subjects {
  /** A customer that there is; without one some probes ask for nobody's data. */
  readonly customer: string;
  /** Where the customer endpoint is: the interface's sample leaves its name out. */
  readonly customerPath: 'customer' | '';
  /** Whether the endpoint is served: one that sends messages need not have it. */
  readonly hasIncremental: boolean;
  /** The dealer's code, if it is sent. */
  readonly dealer: string | undefined;
}

/** A number that no customer has. Digits only: a dealer's numbers may be nothing else. */
export const NO_CUSTOMER = '9900990099';

/** A code that no dealer has. */
export const NO_DEALER = 'NO-SUCH-DEALER';

/** Every endpoint that CRS reads, each with a request that is right. */
export function rightRequests({
  customer,
  customerPath,
  hasIncremental,
}: Subjects): readonly (readonly [string, Parameters])[] {
  return [
    ['location', { items: 20, page: 0 }],
    ['dealer-category', {}],
    ['contract', { customer, items: 20, page: 0 }],
    ['jobsite', { customer, items: 20, page: 0 }],
    ['invoice', { customer, items: 20, page: 0 }],
    [customerPath, { customer }],
    ...(hasIncremental ? ([['incremental', { since: '2999-01-01T00:00:00Z' }]] as const) : []),
  ];
}
