import { readFileSync } from 'node:fs';

/** A field of the interface's tables, with the fields inside it in their order. */
export interface Field {
  readonly name: string;
  readonly type: 'String' | 'Integer' | 'Double' | 'Boolean' | 'Datetime' | 'Object' | 'Array';
  readonly required: boolean;
  readonly maxLength: number;
  /** Never cut: too long a value rejects the row. */
  readonly identifier: boolean;
  readonly members: Field[];
}

interface Row {
  readonly path: string;
  readonly type: Field['type'];
  readonly required: boolean;
  readonly maxLength?: number;
  readonly format?: string;
}

const TABLES = JSON.parse(
  readFileSync(new URL('../../fixtures/interface/fields.json', import.meta.url), 'utf8'),
) as Record<string, Row[]>;

const IDENTIFIER =
  /(Id|poNumber|ConfirmationNumber|serialNumber|attachedTo|currency|pdfUrl|assetPurchasePrice)$/;

/** The fields of one item of an endpoint. */
export function itemTable(endpoint: string): Field[] {
  const root = endpoint === 'customer' ? 'customer' : 'items[]';
  return membersOf(TABLES[endpoint] ?? [], root);
}

function membersOf(rows: readonly Row[], parent: string): Field[] {
  return rows
    .filter(
      ({ path }) => path.startsWith(`${parent}.`) && !/[.[]/.test(path.slice(parent.length + 1)),
    )
    .map(({ path, type, format, required, maxLength = Infinity }) => ({
      name: path.slice(parent.length + 1),
      type: format === 'date-time' ? 'Datetime' : type,
      required,
      maxLength,
      identifier: IDENTIFIER.test(path),
      members: membersOf(rows, type === 'Array' ? `${path}[]` : path),
    }));
}
