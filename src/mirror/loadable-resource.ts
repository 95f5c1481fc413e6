import type { Field } from '../interface/field.js';
import type { NormalizedObject } from '../interface/normalize.js';
import type { ResourceName } from '../interface/resource.js';

/** A normalised row as its mirror table holds it. */
export interface MirrorRow {
  /** In the order of the table's `columns`, in PostgreSQL's text form. */
  readonly values: readonly (string | null)[];
  /** The text that CRS is sent. */
  readonly document: string;
}

/** How a resource is loaded: what its rows must look like, and what the mirror keeps of them. */
export interface LoadableResource {
  readonly name: ResourceName;
  /** The fields that tell one item from another. */
  readonly key: readonly string[];
  readonly fields: readonly Field[];
  /** @param row in the interface's form, with all required members */
  toMirror(row: NormalizedObject): MirrorRow;
}

/** A member that the declaration requires to be a text. */
export function textOf(row: NormalizedObject, name: string): string {
  return String(row[name]);
}

/** The text that CRS is sent of a row which has a member that is not printed. */
export function documentWithout(row: NormalizedObject, name: string): string {
  // Not by a rest pattern: that takes longer than the printing.
  return JSON.stringify({ ...row, [name]: undefined });
}

/** PostgreSQL's text form of a boolean. */
export function booleanText(value: boolean): string {
  return value ? 't' : 'f';
}
