import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsOptional,
  Max,
  Min,
  Validate,
  ValidatorConstraint,
  IsInt,
  IsString,
} from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';

/** The most items a page may hold. */
export const MAX_ITEMS = 1000;

// A page number is multiplied with the page size in the database's 64-bit arithmetic.
const MAX_PAGE = 1e12;

@ValidatorConstraint({ name: 'storableText' })
class StorableText implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return [value].flat().every((text) => typeof text === 'string' && !text.includes('\0'));
  }

  defaultMessage(): string {
    return 'must be without NUL characters';
  }
}

/** The `customer` parameter: up to `max` DCNs, separated by commas or repeated. */
export function Customers(max: number, options: { optional?: boolean } = {}) {
  const least = options.optional ? 0 : 1;
  const number = max === 1 ? 'one Dealer Customer Number' : `1 to ${max} Dealer Customer Numbers`;
  const message = `must be ${options.optional ? 'at most ' : ''}${number}`;
  const api = { type: String, description: `${capital(number)}, separated by commas.` };
  return applyDecorators(
    options.optional
      ? ApiPropertyOptional({ ...api, example: '00123456' })
      : ApiProperty({ ...api, example: '00123456' }),
    Transform(({ value }) => distinctParts(value), { toClassOnly: true }),
    ArrayMinSize(least, { message }),
    ArrayMaxSize(max, { message }),
    Validate(StorableText),
  );
}

/** The `dealer` parameter. */
export function DealerCode() {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      description: 'Dealer RMS id. May be left out by a client that has only one dealer.',
      example: 'A000',
    }),
    Transform(({ value }) => single(value), { toClassOnly: true }),
    IsOptional(),
    IsString({ message: 'must be given once' }),
    Validate(StorableText),
  );
}

/** The `items` parameter: the page size. */
export function Items() {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'integer',
      minimum: 1,
      maximum: MAX_ITEMS,
      description: 'Page size. Without it, the dealer’s own (10 unless set otherwise).',
    }),
    whole(1, MAX_ITEMS),
  );
}

/** The `page` parameter, from 0. */
export function PageNumber() {
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 0, default: 0, description: 'Page number.' }),
    whole(0, MAX_PAGE, 0),
  );
}

/** A parameter that is a whole number. @param otherwise for a blank value */
export function whole(min: number, max: number, otherwise?: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return applyDecorators(
    Transform(({ value }) => toNumber(single(value)) ?? otherwise, { toClassOnly: true }),
    IsOptional(),
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
  );
}

/** The one value of a parameter; two different ones are left for the validation to refuse. */
export function single(value: unknown): unknown {
  const texts = [value].flat().map((text) => (typeof text === 'string' ? text.trim() : text));
  const distinct = [...new Set(texts)].filter((text) => text !== '' && text !== undefined);
  return distinct.length > 1 ? distinct : distinct[0];
}

function toNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
}

function distinctParts(value: unknown): string[] {
  const texts = [value].flat().filter((text) => typeof text === 'string');
  const parts = texts.flatMap((text) => text.split(',')).map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
