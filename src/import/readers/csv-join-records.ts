import type { JoinedRow, StoredRow } from './csv-join-tables.js';
import { fillArrays, KEY_COLUMNS, onlyKeys } from './csv-reader.js';
import type { SourceFile } from './source-file.js';
import type { SourceRecord } from './source-record.js';

/** The files of one CSV join. */
export interface JoinFiles {
  parent: SourceFile;
  children: readonly SourceFile[];
}

type NestedRow = [child: number, line: number, value: Record<string, unknown> | null];

/** The record of a parent row with its nested rows. */
export function joinedRecord({ parent, children }: JoinFiles, row: JoinedRow): SourceRecord {
  const record = { file: parent.name, line: row.line, textual: true };
  const value = JSON.parse(row.value ?? '{}') as Record<string, unknown>;
  if (row.error !== null) return { ...record, value, error: row.error };
  const nested = JSON.parse(row.children ?? '[]') as NestedRow[];
  const broken = nested.find(([, , element]) => element === null);
  if (broken) {
    const error = `${children[broken[0]]?.name} line ${broken[1]} belongs to it and is rejected`;
    return { ...record, value: onlyKeys(value, KEY_COLUMNS[parent.resource]), error };
  }
  fillArrays(parent.resource, value, byArray(children, nested));
  return { ...record, value };
}

function byArray(children: readonly SourceFile[], nested: NestedRow[]): Record<string, unknown[]> {
  const arrays: Record<string, unknown[]> = {};
  for (const [child, , element] of nested)
    (arrays[children[child]?.array ?? ''] ??= []).push(element);
  return arrays;
}

/** The record of a nested row that is broken or has no parent. */
export function rejectedRecord({ parent, children }: JoinFiles, row: StoredRow): SourceRecord {
  const record = { file: children[row.child]?.name ?? '', line: row.line, textual: true };
  return { ...record, error: row.error ?? withoutParent(parent, row.key) };
}

function withoutParent(parent: SourceFile, key: string | null): string {
  if (key === null) return `no ${KEY_COLUMNS[parent.resource][0]}`;
  const noun = parent.resource.replace(/ies$/, 'y').replace(/s$/, '');
  return `no ${noun} ${JSON.parse(key) as string} in ${parent.name}`;
}
