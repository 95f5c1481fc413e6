import { hash } from 'node:crypto';
import { boolean } from '../interface/field.js';
import { objectNormalizer, type NormalizedObject } from '../interface/normalize.js';
import { Row, type RowOptions } from '../interface/normalizer.js';
import type { Remark } from '../interface/remarks.js';
import type { LoadableResource } from '../mirror/loadable-resource.js';
import type { StagedRow } from '../mirror/staging.js';
import type { SourceRecord } from './readers/source-record.js';

/** A record after its checks: what is staged (nothing, if it has no readable key), and why. */
export interface PreparedRow {
  readonly staged: StagedRow | undefined;
  readonly rejected: boolean;
  readonly remarks: readonly Remark[];
  readonly unknownFields: ReadonlySet<string>;
}

export type DealerOptions = Omit<RowOptions, 'textual'>;

/** Makes the function that checks the records of one resource and brings them into mirror form. */
export function rowPreparer(resource: LoadableResource, dealer: DealerOptions) {
  const normalize = objectNormalizer(resource.fields);
  const normalizeKey = objectNormalizer(
    resource.fields.filter((field) => resource.key.includes(field.name)),
  );
  const normalizeDeleted = objectNormalizer([boolean('deleted', 'Whether the item went')]);
  const options = {
    json: { ...dealer, textual: false },
    csv: { ...dealer, textual: true },
  };

  return (record: SourceRecord): PreparedRow => {
    const row = new Row(record.textual ? options.csv : options.json);
    if (record.error !== undefined) return unreadable(record, row);
    const { deleted, ...value } = record.value ?? {};
    if (isRemoval(deleted, row)) return removal(record, value, row);
    const normalized = normalize(value, row);
    const key = keyOf(normalized);
    if (row.rejected || !normalized || !key) return result(row, keep(record, key));
    const { values, document } = resource.toMirror(normalized);
    return result(row, {
      ...place(record),
      operation: 'upsert',
      key,
      values,
      hash: hash('sha256', `${document}\0${values.join('\0')}`),
      document,
    });
  };

  function unreadable(record: SourceRecord, row: Row): PreparedRow {
    row.reject('', undefined, record.error ?? 'cannot be read');
    return result(row, keep(record, keyOf(normalizeKey(record.value, silent(record)))));
  }

  // In JSON too it may be a word: whoever writes "yes" wants no item shown that went.
  function isRemoval(deleted: unknown, row: Row): boolean {
    const asked = new Row(options.csv);
    const removed = normalizeDeleted({ deleted }, asked)?.['deleted'] === true;
    if (asked.rejected) row.reject('deleted', deleted, 'must be true or false');
    return removed;
  }

  function removal(record: SourceRecord, value: NormalizedObject, row: Row): PreparedRow {
    const key = keyOf(normalizeKey(value, row));
    if (row.rejected || !key) return result(row, undefined);
    row.unknownFields.clear();
    return result(row, { ...place(record), operation: 'delete', key, ...NO_CONTENT });
  }

  function keyOf(normalized: NormalizedObject | undefined): string[] | undefined {
    const key = resource.key.map((name) => normalized?.[name]);
    return key.every((part) => typeof part === 'string') ? key : undefined;
  }

  // The key of a row that is rejected anyway: what is wrong with the key itself is not told twice.
  function silent(record: SourceRecord): Row {
    return new Row(record.textual ? options.csv : options.json);
  }
}

const NO_CONTENT = { values: [], hash: '', document: '' } as const;

function place({ file, line }: SourceRecord) {
  return { file, line };
}

/** A rejected row must not remove what is published under its key. */
function keep(record: SourceRecord, key: string[] | undefined): StagedRow | undefined {
  return key && { ...place(record), operation: 'keep', key, ...NO_CONTENT };
}

function result(row: Row, staged: StagedRow | undefined): PreparedRow {
  const { rejected, remarks, unknownFields } = row;
  return { staged, rejected, remarks, unknownFields };
}
