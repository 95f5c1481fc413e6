import type { ChangeType, ResourceName } from '../interface/resource.js';

/** The `gen_to` of a version that is still open: the largest bigint. */
export const OPEN = '9223372036854775807';

/** A column beside the key, as it is staged. */
export interface MirrorColumn {
  readonly name: string;
  readonly type: 'text' | 'boolean' | 'integer' | 'timestamptz[]';
}

/** How a list is read: by the text in `sort_key`, in the "C" collation. */
export type ListOrder = 'ASC' | 'DESC';

/** What the publishing and the reading statements need to know of one mirror table. */
export interface MirrorTable {
  readonly resource: ResourceName;
  readonly table: string;
  readonly key: readonly string[];
  readonly columns: readonly MirrorColumn[];
  /** Columns worked out when a version is published: SQL over the staged row `s`. */
  readonly derived?: Readonly<Record<string, string>>;
  /** Set for resources that are served as paged lists by customer. */
  readonly list?: ListOrder;
  /** What a change of a row means to its customer. */
  readonly change?: ChangeType;
}

const LISTED: MirrorColumn = { name: 'listed', type: 'boolean' };
const SORT_KEY: MirrorColumn = { name: 'sort_key', type: 'text' };
const CUSTOMER: MirrorColumn = { name: 'customer_id', type: 'text' };
const PDF_URL: MirrorColumn = { name: 'pdf_url', type: 'text' };

const ON_RENT = '(SELECT count(*) FROM unnest(s.asset_returns) AS r WHERE r > now())';

/** The mirror tables by resource. */
export const MIRROR_TABLES = {
  customers: { resource: 'customers', table: 'customer', key: ['customer_id'], columns: [] },
  locations: {
    resource: 'locations',
    table: 'location',
    key: ['location_id'],
    columns: [CUSTOMER, SORT_KEY, LISTED],
    list: 'ASC',
  },
  categories: { resource: 'categories', table: 'category', key: ['category_id'], columns: [] },
  rates: {
    resource: 'rates',
    table: 'rate',
    key: ['customer_id', 'group_id'],
    columns: [],
    change: 'catalog',
  },
  jobsites: {
    resource: 'jobsites',
    table: 'jobsite',
    key: ['jobsite_id'],
    columns: [CUSTOMER, SORT_KEY, LISTED, { name: 'asset_count', type: 'integer' }],
    list: 'ASC',
    change: 'contract',
  },
  contracts: {
    resource: 'contracts',
    table: 'contract',
    key: ['contract_id'],
    columns: [
      CUSTOMER,
      SORT_KEY,
      { name: 'jobsite_id', type: 'text' },
      { name: 'active', type: 'boolean' },
      { name: 'is_reservation', type: 'boolean' },
      { name: 'asset_returns', type: 'timestamptz[]' },
      PDF_URL,
    ],
    // Active "when the request is made" (§ Contract/Asset Data): what the load says, else while an
    // asset is out, or for a reservation.
    derived: {
      on_rent: ON_RENT,
      listed: `coalesce(s.active, s.is_reservation OR ${ON_RENT} > 0)`,
      next_return_at: `(SELECT min(r) FROM unnest(s.asset_returns) AS r
        WHERE r > now() AND r < 'infinity')`,
    },
    list: 'ASC',
    change: 'contract',
  },
  invoices: {
    resource: 'invoices',
    table: 'invoice',
    key: ['invoice_id'],
    columns: [CUSTOMER, SORT_KEY, LISTED, PDF_URL],
    // "reverse chronological order (newest first)" (§ Invoice Data)
    list: 'DESC',
    change: 'invoice',
  },
} as const satisfies Record<ResourceName, MirrorTable>;

/** The same, for code that treats all tables alike. */
export function mirrorTable(resource: ResourceName): MirrorTable {
  return MIRROR_TABLES[resource];
}

/** Whether the table has the column, staged or derived. */
export function hasColumn(table: MirrorTable, name: string): boolean {
  return (
    table.key.includes(name) ||
    table.columns.some((column) => column.name === name) ||
    name in (table.derived ?? {})
  );
}
