interface FieldBase {
  readonly name: string;
  /** What the interface says of it. */
  readonly description: string;
  readonly required?: boolean;
  /** The interface's own sample value. */
  readonly sample?: string | number | boolean;
  /** Told by the load, never printed. */
  readonly loadOnly?: boolean;
}

/** `String`: descriptive text is cut at its limit; an identifier beyond it rejects the row. */
export interface TextField extends FieldBase {
  readonly type: 'text';
  readonly identifier?: boolean;
  /** Characters (`varchar(n)`). */
  readonly maxLength?: number;
  /** Allowed values, matched without regard to case, printed as written here. */
  readonly values?: readonly string[];
  /** Taken, with a warning, for a value outside `values`; without it the row is rejected. */
  readonly otherwise?: string;
  /**
   * Written when there is no value: a text, the sibling of that name, the exact amount of a sibling
   * that was rounded, or the dealer's currency.
   */
  readonly fallback?:
    | { readonly text: string }
    | { readonly sibling: string }
    | { readonly exactOf: string }
    | 'dealer currency';
}

export interface NumberField extends FieldBase {
  readonly type: 'integer' | 'double';
  /** An Integer amount that may come with decimals: it is rounded half up, with a warning. */
  readonly rounded?: boolean;
  /** Names the value also goes by in what dealers send. */
  readonly aliases?: readonly string[];
}

export interface BooleanField extends FieldBase {
  readonly type: 'boolean';
}

export interface DatetimeField extends FieldBase {
  readonly type: 'datetime';
}

export interface ObjectField extends FieldBase {
  readonly type: 'object';
  readonly fields: readonly Field[];
}

/** `Array` of objects. */
export interface ArrayField extends FieldBase {
  readonly type: 'array';
  readonly fields: readonly Field[];
}

/**
 * One field of the interface, declared once: what a load must give, how it is checked and
 * normalised, what OpenAPI and the documentation say of it.
 */
export type Field =
  | TextField
  | NumberField
  | BooleanField
  | DatetimeField
  | ObjectField
  | ArrayField;

type Options<F> = Omit<F, 'type' | 'name' | 'description' | 'fields' | 'identifier'>;

/** Builders, so that a declaration reads like the interface's own table. */
export const text = (
  name: string,
  description: string,
  options: Options<TextField> = {},
): TextField => ({ type: 'text', name, description, ...options });

export const identifier = (
  name: string,
  description: string,
  options: Options<TextField> = {},
): TextField => ({ type: 'text', identifier: true, name, description, ...options });

export const integer = (
  name: string,
  description: string,
  options: Options<NumberField> = {},
): NumberField => ({ type: 'integer', name, description, ...options });

export const double = (
  name: string,
  description: string,
  options: Options<NumberField> = {},
): NumberField => ({ type: 'double', name, description, ...options });

export const boolean = (
  name: string,
  description: string,
  options: Options<BooleanField> = {},
): BooleanField => ({ type: 'boolean', name, description, ...options });

export const datetime = (
  name: string,
  description: string,
  options: Options<DatetimeField> = {},
): DatetimeField => ({ type: 'datetime', name, description, ...options });

export const object = (
  name: string,
  description: string,
  fields: readonly Field[],
  options: Options<ObjectField> = {},
): ObjectField => ({ type: 'object', name, description, fields, ...options });

export const array = (
  name: string,
  description: string,
  fields: readonly Field[],
  options: Options<ArrayField> = {},
): ArrayField => ({ type: 'array', name, description, fields, ...options });
