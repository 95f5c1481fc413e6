import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ValidateBy, ValidateNested } from 'class-validator';
import {
  checkBase64,
  checkDecimal,
  checkFlag,
  checkIdentifier,
  checkInstant,
  checkList,
  checkObject,
  checkOneOf,
  checkText,
  checkTextMap,
  checkTextOrNumber,
  checkWhole,
} from './checks.js';
import {
  declareField,
  type Check,
  type DeclaredField,
  type FieldsClass,
} from './field-registry.js';
import { MOST_IDENTIFIER_LENGTH } from './vocabulary.js';

/** What is said of one field beside its type. */
export interface FieldOptions {
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

/** Text of any length. */
export const Text = (options?: FieldOptions) =>
  scalar('String', checkText, { type: 'string' }, options);

/** Text, or a number that means the same. */
export const TextOrNumber = (options?: FieldOptions) =>
  scalar('String', checkTextOrNumber, { oneOf: [{ type: 'string' }, { type: 'number' }] }, options);

/** An id of either side: text, or a number as some samples have it, which then is kept as text. */
export const Identifier = (options?: FieldOptions) =>
  applyDecorators(
    scalar(
      'String',
      checkIdentifier,
      { oneOf: [{ type: 'string', maxLength: MOST_IDENTIFIER_LENGTH }, { type: 'number' }] },
      options,
    ),
    Transform(({ value }): unknown => (typeof value === 'number' ? String(value) : value), {
      toClassOnly: true,
    }),
  );

/** True or false, or the same as text. */
export const Flag = (options?: FieldOptions) =>
  scalar(
    'Boolean',
    checkFlag,
    { oneOf: [{ type: 'boolean' }, { type: 'string', enum: ['true', 'false', ''] }] },
    options,
  );

/** A whole number. */
export const Whole = (options?: FieldOptions) =>
  scalar('Integer', checkWhole, { type: 'integer' }, options);

/** A number. */
export const Decimal = (options?: FieldOptions) =>
  scalar('Double', checkDecimal, { type: 'number', format: 'double' }, options);

/** An ISO 8601 date with time and zone. */
export const Instant = (options?: FieldOptions) =>
  scalar('Datetime', checkInstant, { type: 'string', format: 'date-time' }, options);

/** One of a few words. */
export const OneOf = (values: readonly string[], options?: FieldOptions) =>
  scalar('String', checkOneOf(values), { type: 'string', enum: [...values] }, options);

/** Contents of a file in base64, with or without white space in it. Those of an empty file are ''. */
export const Base64 = (options?: FieldOptions) =>
  field(
    { type: 'String', check: checkBase64, isFile: true },
    { type: 'string', format: 'byte' },
    options,
  );

/** An object whose fields nobody knows. */
export const AnyObject = (options?: FieldOptions) =>
  field(
    { type: 'Object', check: checkObject },
    { type: 'object', additionalProperties: true },
    options,
  );

/** A map of tokens to text. */
export const TextMap = (options?: FieldOptions) =>
  field(
    { type: 'Object', check: checkTextMap, isTextMap: true },
    { type: 'object', additionalProperties: { type: 'string' } },
    options,
  );

// Swagger knows a function that names a class by its own name, `type`.

/** An object with fields of its own. */
export const Nested = (nested: () => FieldsClass, options?: FieldOptions) =>
  applyDecorators(
    field({ type: 'Object', check: checkObject, nested }, { type: () => nested() }, options),
    Type(nested),
    ValidateNested({ message: 'must be an object' }),
  );

/** A list of objects. */
export const ListOf = (nested: () => FieldsClass, options?: FieldOptions & { most?: number }) =>
  applyDecorators(
    field(
      { type: 'Array', check: checkList(options?.most), nested },
      {
        type: () => nested(),
        isArray: true,
        ...(options?.most !== undefined && { maxItems: options.most }),
      },
      options,
    ),
    Type(nested),
    ValidateNested({ each: true, message: 'must be an array of objects' }),
  );

type Shape = Omit<DeclaredField, 'name' | 'required'>;

/** Text, a number or the like: an empty text says no more than null does. */
function scalar(
  type: Shape['type'],
  check: Check,
  api: ApiPropertyOptions,
  options: FieldOptions = {},
): PropertyDecorator {
  const known: Check = options.required
    ? (value) => (isBlank(value) ? 'must not be empty' : check(value))
    : (value) => (value === '' ? undefined : check(value));
  return field({ type, check: known }, api, options);
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}

/** The one declaration: for the checks of messages, for class-validator's, and for OpenAPI. */
function field(
  shape: Shape,
  api: ApiPropertyOptions,
  { required = false, description, example }: FieldOptions = {},
): PropertyDecorator {
  const check: Check = (value) => {
    if (value === undefined || value === null) return required ? 'is missing' : undefined;
    return shape.check(value);
  };
  return applyDecorators(
    (target: object, name: string | symbol) =>
      declareField(target, { ...shape, check, required, name: String(name) }),
    ValidateBy({
      name: shape.type,
      validator: {
        validate: (value) => check(value) === undefined,
        defaultMessage: (given) => check(given?.value) ?? '',
      },
    }),
    ApiProperty({
      ...api,
      required,
      ...(!required && { nullable: true }),
      ...(description !== undefined && { description }),
      ...(example !== undefined && { example }),
    } as ApiPropertyOptions),
  );
}
