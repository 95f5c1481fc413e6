/** How bad it is: an `error` breaks something in CRS, a `warning` may, a `note` is for information. */
export type Severity = 'error' | 'warning' | 'note';

/** What a rule is about: the parts of a report. */
export const AREAS = [
  'connection',
  'access',
  'paging',
  'contract',
  'jobsite',
  'catalog',
  'invoice',
  'customer',
  'location',
  'incremental',
  'refusals',
  'references',
  'documents',
  'messages',
  'requests',
  'chains',
  'speed',
] as const;
export type Area = (typeof AREAS)[number];

/** Something that the interface asks of a dealer's system. */
export interface Rule {
  /** Stable: published, and never given another meaning. */
  readonly id: string;
  readonly area: Area;
  readonly severity: Severity;
  /** Heading of the interface's section. */
  readonly section: string;
  /** What is expected, as a sentence. */
  readonly expected: string;
  /** How to mend what breaks it. */
  readonly mend: string;
}

/** Rules by short names; the compiler knows them. */
export type Rules = Readonly<Record<string, Rule>>;

/** Declares rules of one area and section together. */
export function rules<const T extends Readonly<Record<string, Omit<Rule, 'area'>>>>(
  area: Area,
  declared: T,
): { readonly [K in keyof T]: Rule } {
  const entries = Object.entries(declared).map(([name, rule]) => [name, { ...rule, area }]);
  return Object.fromEntries(entries) as { readonly [K in keyof T]: Rule };
}
