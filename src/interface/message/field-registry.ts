/** A class that declares fields. */
export type FieldsClass = new () => object;

/** What a field is, in the words of the interface's table (§ Submission Body). */
export type FieldType =
  | 'String'
  | 'Integer'
  | 'Double'
  | 'Boolean'
  | 'Datetime'
  | 'Object'
  | 'Array';

/** Says what is wrong with a value, or nothing. */
export type Check = (value: unknown) => string | undefined;

/** One field of the message structure, as it is declared. */
export interface DeclaredField {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly check: Check;
  /** The class of an object, or of the objects of an array. */
  readonly nested?: () => FieldsClass;
  /** Any member is text: what stands in the table as `{token}`. */
  readonly isTextMap?: boolean;
  /** The contents of files, in an array of them. */
  readonly isFile?: boolean;
}

const DECLARED = new Map<object, DeclaredField[]>();

/** Called by the decorators of fields. */
export function declareField(prototype: object, field: DeclaredField): void {
  const fields = DECLARED.get(prototype.constructor) ?? [];
  DECLARED.set(prototype.constructor, [...fields, field]);
}

/** The fields of a class, in their order. */
export function declaredFields(owner: FieldsClass): readonly DeclaredField[] {
  return DECLARED.get(owner) ?? [];
}
