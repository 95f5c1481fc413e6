import { RESOURCES, type ResourceName } from '../../interface/resource.js';

const FORMATS = ['ndjson', 'json', 'csv'] as const;
export type SourceFormat = (typeof FORMATS)[number];

/** The arrays of each resource that CSV keeps in files of their own. */
export const NESTED_ARRAYS: Readonly<Partial<Record<ResourceName, readonly string[]>>> = {
  contracts: ['assetDetails', 'feeDetails', 'taxDetails'],
  invoices: ['assetDetails', 'feeDetails', 'taxDetails'],
  categories: ['categoryGroups'],
};

/** The names of the nested arrays of a resource; none for most. */
export function nestedArrays(resource: ResourceName): readonly string[] {
  return NESTED_ARRAYS[resource] ?? [];
}

/** What an import file may be called, for error messages. */
export const ALLOWED_NAMES =
  `${RESOURCES.join(', ')} with .ndjson, .json or .csv, ` +
  'or for nested CSV rows ' +
  Object.entries(NESTED_ARRAYS)
    .map(([resource, arrays]) => `${resource}.(${arrays.join('|')}).csv`)
    .join(', ') +
  ', each also with .gz';

/** What a file's name says about it. */
export interface SourceName {
  resource: ResourceName;
  /** Set for a CSV file with the rows of a nested array. */
  array?: string;
  format: SourceFormat;
  compressed: boolean;
}

const NAME = /^([a-z]+)(?:\.([a-z]+))?\.(ndjson|json|csv)(\.gz)?$/i;

/** Reads a file's name, whatever its case; undefined if it is not that of an import file. */
export function parseSourceName(name: string): SourceName | undefined {
  const [, first, second, extension, gz] = NAME.exec(name) ?? [];
  const resource = matching(RESOURCES, first);
  const format = matching(FORMATS, extension);
  if (!resource || !format) return undefined;
  const source = { resource, format, compressed: gz !== undefined };
  if (second === undefined) return source;
  const array = matching(nestedArrays(resource), second);
  return array && format === 'csv' ? { ...source, array } : undefined;
}

function matching<T extends string>(names: readonly T[], given = ''): T | undefined {
  return names.find((name) => name.toLowerCase() === given.toLowerCase());
}
