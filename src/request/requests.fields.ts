import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  IsIn,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  Validate,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { single } from '../http/parameters.js';
import { parseDatetime, parseZonedDatetime } from '../interface/datetime.js';
import { asObject } from '../interface/message/json-values.js';

/** What PostgreSQL cannot store as JSON: NUL, and half of a character. */
@ValidatorConstraint({ name: 'storable' })
export class Storable implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
    if (Array.isArray(value)) return value.every((one) => this.validate(one));
    const object = asObject(value);
    return (
      !object ||
      Object.entries(object)
        .flat()
        .every((one) => this.validate(one))
    );
  }

  defaultMessage(): string {
    return 'must be without NUL characters and halves of characters';
  }
}

interface TextOptions {
  readonly description: string;
  readonly maxLength: number;
  readonly optional?: boolean;
  readonly example?: string;
}

/** A text of a body; null is as good as missing where it may be. */
export function Text({ description, maxLength, optional = false, example }: TextOptions) {
  const api = { type: String, description, maxLength, ...(example !== undefined && { example }) };
  const checks = [
    IsString({ message: 'must be text' }),
    MaxLength(maxLength, { message: `must be at most ${maxLength} characters long` }),
    Validate(Storable),
  ];
  return optional
    ? applyDecorators(ApiPropertyOptional(api), IsOptional(), ...checks)
    : applyDecorators(ApiProperty(api), Matches(/\S/, { message: 'must not be empty' }), ...checks);
}

/** One of some words. */
export function OneOf(values: readonly string[], description: string) {
  return applyDecorators(
    ApiProperty({ enum: values, description }),
    IsIn(values, { message: `must be one of ${values.join(', ')}` }),
  );
}

/** A time of a body, as the interface prints times; a date without time is noon UTC. */
export function Time(description: string) {
  return applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', description }),
    IsOptional(),
    Transform(({ value }) => interfaceTime(value), { toClassOnly: true }),
    IsString({ message: 'must be a date, or a time in ISO 8601 with its zone' }),
  );
}

function interfaceTime(value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (typeof value !== 'string') return false;
  const isDate = /^\d{4}-\d\d-\d\d$/.test(value);
  return (isDate ? parseDatetime(value, 'UTC') : parseZonedDatetime(value))?.text ?? false;
}

/** A parameter with one value or several, separated by commas or repeated. */
export function Several(description: string, values?: readonly string[]) {
  const message = values ? `must be of ${values.join(', ')}` : 'must be text';
  const check = values ? IsIn(values, { each: true, message }) : IsString({ each: true, message });
  return applyDecorators(
    ApiPropertyOptional({ type: String, description }),
    Transform(({ value }) => parts(value), { toClassOnly: true }),
    check,
    Validate(Storable),
  );
}

function parts(value: unknown): string[] {
  const texts = [value].flat().flatMap((text) => (typeof text === 'string' ? text.split(',') : []));
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
}

/** A parameter with one value. */
export function One(description: string) {
  return applyDecorators(
    ApiPropertyOptional({ type: String, description }),
    Transform(({ value }) => single(value), { toClassOnly: true }),
    IsOptional(),
    IsString({ message: 'must be given once' }),
    Validate(Storable),
  );
}

/** A time with its zone, from which on changes are asked for. */
export function ChangedSince() {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      format: 'date-time',
      description: 'Only those changed at this time or later.',
      example: '2019-08-06T12:54:32Z',
    }),
    Transform(({ value }) => zoned(single(value)), { toClassOnly: true }),
    IsOptional(),
    IsString({ message: 'must be a time in ISO 8601 with its zone, such as 2019-08-06T12:54:32Z' }),
  );
}

function zoned(value: unknown): unknown {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return false;
  // A plus sign that was not encoded arrives as a space.
  return parseZonedDatetime(value.replace(/ (\d\d:?\d\d)$/, '+$1'))?.text ?? false;
}
