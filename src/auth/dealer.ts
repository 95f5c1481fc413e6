import { AppError } from '../errors.js';

/** A dealer whose data the server holds. */
export interface Dealer {
  /** The dealer code CRS uses, for example `A000`. */
  readonly code: string;
  readonly name: string;
  /** IANA time zone in which the dealer's zoneless times are meant. */
  readonly timeZone: string;
  /** ISO 4217 code, upper case. */
  readonly currency: string;
  /** ISO 3166-1 code of two or three letters, upper case. */
  readonly country: string;
  /** Items on a page when a request does not say, 1…1000. */
  readonly pageSize: number;
  /** A full load in which more of a resource's rows are rejected is held. */
  readonly maxRejectPercent: number;
  /** A full load is held that would remove more of a resource's published items than this … */
  readonly maxRemovalPercent: number;
  /** … and more items than this. */
  readonly maxRemovalRows: number;
}

const DEFAULTS = {
  pageSize: 10,
  maxRejectPercent: 5,
  maxRemovalPercent: 20,
  maxRemovalRows: 10,
} as const satisfies Partial<Dealer>;

type Settings = keyof typeof DEFAULTS;

/** What is said of a new dealer; settings that are left out have their defaults. */
export type NewDealer = Omit<Dealer, Settings> & {
  readonly [Name in Settings]?: number | undefined;
};

/** What is to be different about a dealer. */
export type DealerChange = { readonly [Name in Exclude<keyof Dealer, 'code'>]?: Dealer[Name] };

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

const RULES: Record<keyof Dealer, { reason: string; holds: (dealer: Dealer) => boolean }> = {
  code: {
    reason: 'must be 1 to 20 letters, digits, hyphens or underscores',
    holds: ({ code }) => /^[A-Za-z0-9_-]{1,20}$/.test(code),
  },
  name: { reason: 'must not be empty', holds: ({ name }) => name !== '' },
  timeZone: {
    reason: 'must be an IANA time zone such as America/Chicago',
    holds: ({ timeZone }) => isTimeZone(timeZone),
  },
  currency: {
    reason: 'must be an ISO 4217 code such as USD',
    holds: ({ currency }) => CURRENCIES.has(currency),
  },
  country: {
    reason: 'must be a country code of two or three letters such as US',
    holds: ({ country }) => /^[A-Z]{2,3}$/.test(country),
  },
  pageSize: {
    reason: 'must be an integer from 1 to 1000',
    holds: ({ pageSize }) => Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= 1000,
  },
  maxRejectPercent: {
    reason: 'must be an integer from 0 to 100',
    holds: ({ maxRejectPercent }) => isPercent(maxRejectPercent),
  },
  maxRemovalPercent: {
    reason: 'must be an integer from 0 to 100',
    holds: ({ maxRemovalPercent }) => isPercent(maxRemovalPercent),
  },
  maxRemovalRows: {
    reason: 'must be an integer from 0 to 1000000000',
    holds: ({ maxRemovalRows: rows }) => Number.isInteger(rows) && rows >= 0 && rows <= 1e9,
  },
};

/**
 * A dealer with its defaults filled in and its codes in upper case.
 * @throws AppError `invalid-parameter` naming every bad value
 */
export function checkedDealer(given: NewDealer): Dealer {
  const dealer: Dealer = {
    code: given.code,
    name: given.name.trim(),
    timeZone: given.timeZone,
    currency: given.currency.toUpperCase(),
    country: given.country.toUpperCase(),
    pageSize: given.pageSize ?? DEFAULTS.pageSize,
    maxRejectPercent: given.maxRejectPercent ?? DEFAULTS.maxRejectPercent,
    maxRemovalPercent: given.maxRemovalPercent ?? DEFAULTS.maxRemovalPercent,
    maxRemovalRows: given.maxRemovalRows ?? DEFAULTS.maxRemovalRows,
  };
  const parameters = Object.entries(RULES)
    .filter(([, rule]) => !rule.holds(dealer))
    .map(([name, { reason }]) => ({ name, reason }));
  if (parameters.length === 0) return dealer;
  const detail = parameters.map(({ name, reason }) => `${name} ${reason}`).join('; ');
  throw new AppError('invalid-parameter', detail, { parameters });
}

function isPercent(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 100;
}

// Intl also takes offsets such as +02:00, which have no summer time and no name in PostgreSQL.
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
