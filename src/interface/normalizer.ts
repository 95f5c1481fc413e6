import { shown, type Remark } from './remarks.js';

/** What a row is read with: the dealer's settings, and how the file gives its values. */
export interface RowOptions {
  /** IANA name; for times without a zone. */
  readonly timeZone: string;
  /** ISO 4217; where a contract or invoice names none. */
  readonly currency: string;
  /** The leaves are text that is read by the field's type (CSV). */
  readonly textual: boolean;
}

/** One row on its way through the normalizers: its options and what there is to say about it. */
export class Row {
  readonly remarks: Remark[] = [];
  /** Paths of members that the interface does not know. */
  readonly unknownFields = new Set<string>();
  rejected = false;
  /** Index in the array that is being read; the interface nests arrays only once. */
  index = 0;

  constructor(readonly options: RowOptions) {}

  reject(path: string, value: unknown, reason: string): undefined {
    this.rejected = true;
    this.#say('reject', path, value, reason);
  }

  warn(path: string, value: unknown, reason: string): void {
    this.#say('warning', path, value, reason);
  }

  unknown(path: string): void {
    this.unknownFields.add(shown(path));
  }

  #say(severity: Remark['severity'], path: string, value: unknown, reason: string): void {
    const field = path.replace('[]', `[${this.index}]`);
    this.remarks.push({ severity, field, value: shown(value), reason });
  }
}

/**
 * Brings the value of one field into the interface's form.
 * @returns undefined when there is no value, or none that can be taken (the row is then rejected)
 */
export type Normalizer = (value: unknown, row: Row) => unknown;
