import { hash } from 'node:crypto';
import { boolean } from '../../interface/field.js';
import { objectNormalizer, type NormalizedObject } from '../../interface/normalize.js';
import { Row, type RowOptions } from '../../interface/normalizer.js';
import type { Remark } from '../../interface/remarks.js';
import type { LoadableResource } from '../../mirror/loadable-resource.js';
import type { StagedRow } from '../../mirror/staging.js';
import type { SourceRecord } from '../readers/source-record.js';

/** A record after its checks: what is staged (nothing, if it has no readable key), and why. */
export interface PreparedRow {
  readonly staged: StagedRow | undefined;
  readonly rejected: boolean;
  readonly remarks: readonly Remark[];
  readonly unknownFields: ReadonlySet<string>;
}

export type DealerOptions = Omit<RowOptions, 'textual'>;

/** Checks a dealer's record and brings it into mirror form. */
export type RowPreparer = (record: SourceRecord, dealer: DealerOptions) => PreparedRow;

/** Compiles the declaration of a resource into the function that prepares its rows. */
export function rowPreparer(resource: LoadableResource): RowPreparer {
  const normalize = objectNormalizer(resource.fields, '', ['deleted']);
  const normalizeKey = objectNormalizer(
    resource.fields.filter((field) => resource.key.includes(field.name)),
  );
  const normalizeDeleted = objectNormalizer([boolean('deleted', 'Whether the item went')]);

  return (record: SourceRecord, { timeZone, currency }: DealerOptions): PreparedRow => {
    const row = new Row({ timeZone, currency, textual: record.textual });
    if (record.error !== undefined) return unreadable(record, row);
    const value = record.value ?? {};
    const { deleted } = value;
    if (deleted !== undefined && isRemoval(deleted, row)) return removal(record, value, row);
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
    return result(row, keep(record, keyOf(normalizeKey(record.value, silent(row)))));
  }

  // In JSON too it may be a word: whoever writes "yes" wants no item shown that went.
  function isRemoval(deleted: unknown, row: Row): boolean {
    const asked = new Row({ ...row.options, textual: true });
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
  function silent({ options }: Row): Row {
    return new Row(options);
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
