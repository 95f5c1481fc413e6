import type { CsvRow } from './csv-rows.js';
import { SourceError } from './source-error.js';

/** What a CSV file's header has to keep to. */
export interface HeaderRules {
  /** Columns that must be there. */
  keys: readonly string[];
  /** Arrays that live in files of their own, so no column may lead into them. */
  arrays?: readonly string[];
  /** For a file of nested rows: its array, whose name the columns may carry in front. */
  prefix?: string;
}

/** A column: the field path it stands for, and its parts. */
export interface Column {
  path: string;
  parts: readonly string[];
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a CSV header: each name is a field path such as `rentalRate.daily.amount`.
 * @throws SourceError naming the column that is empty, repeated, missing, or no usable path
 */
export function readHeader(file: string, row: CsvRow, rules: HeaderRules): Column[] {
  const paths = row.cells.map((cell) => withoutPrefix(cell.trim(), rules.prefix));
  const refuse = (reason: string): never => {
    throw new SourceError(`${file}, line ${row.line}: ${reason}`);
  };
  paths.forEach((path, index) => {
    if (path === '') refuse(`column ${index + 1} has no name`);
    if (paths.indexOf(path) !== index) refuse(`the column ${path} is there twice`);
    const longer = paths.find((other) => other.startsWith(`${path}.`));
    if (longer) refuse(`the column ${path} contradicts the column ${longer}`);
    const reason = pathFault(path, rules.arrays ?? []);
    if (reason) refuse(`the column ${path} ${reason}`);
  });
  for (const key of rules.keys) {
    if (!paths.includes(key)) refuse(`the column ${key} is missing (columns: ${paths.join(', ')})`);
  }
  return paths.map((path) => ({ path, parts: path.split('.') }));
}

function withoutPrefix(path: string, prefix: string | undefined): string {
  if (prefix === undefined) return path;
  const front = [`${prefix}[].`, `${prefix}.`].find((form) => path.startsWith(form));
  return front ? path.slice(front.length) : path;
}

function pathFault(path: string, arrays: readonly string[]): string | undefined {
  const parts = path.split('.');
  if (parts.some((part) => part.trim() === '')) return 'has an empty part';
  if (parts.some((part) => FORBIDDEN.has(part))) return 'is not allowed';
  const first = parts[0]?.replace(/\[\]$/, '') ?? '';
  if (arrays.includes(first)) return `belongs in the nested file for ${first}`;
  return path.includes('[]') ? 'leads into an array' : undefined;
}

/**
 * The value of a row: nested as the paths say, every leaf text. An empty cell is an absent
 * member, and an object without members is absent too.
 */
export function rowValue(
  columns: readonly Column[],
  cells: readonly string[],
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  columns.forEach(({ parts }, index) => {
    const cell = cells[index];
    if (cell !== undefined && cell !== '') setLeaf(value, parts, cell);
  });
  return value;
}

function setLeaf(root: Record<string, unknown>, parts: readonly string[], text: string): void {
  let target = root;
  const last = parts.length - 1;
  for (const part of parts.slice(0, last)) {
    // Own members only: `toString` is a name like any other.
    if (!Object.hasOwn(target, part)) target[part] = {};
    target = target[part] as Record<string, unknown>;
  }
  target[parts[last] ?? ''] = text;
}
