/** Which part of a list is asked for. */
export interface PageRequest {
  /** From 0. */
  readonly page: number;
  /** The page size. */
  readonly items: number;
}

/** Some of a list, and how many there are in all. */
export interface Part<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** A page of a list for the dealer's systems, in the envelope of the pull pages. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly totalPages: number;
  readonly totalElements: number;
  readonly empty: boolean;
  readonly size: number;
  /** From 0. */
  readonly number: number;
}

/** Puts a part of a list into the envelope. */
export function pageOf<T>({ page, items: size }: PageRequest, { items, total }: Part<T>): Page<T> {
  const totals = { totalPages: Math.ceil(total / size), totalElements: total };
  return { items, ...totals, empty: items.length === 0, size, number: page };
}
