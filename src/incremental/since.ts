import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsString } from 'class-validator';
import { parseZonedDatetime } from '../interface/datetime.js';
import { single } from '../http/parameters.js';

/** The interface's own sample: it is no time, and means from the beginning. */
const BEGINNING = '0000-00-00T00:00:00Z';

/** The `since` parameter: a time with its zone, as a timestamp that PostgreSQL reads. */
export function Since() {
  return applyDecorators(
    ApiProperty({
      type: String,
      format: 'date-time',
      description: `Changes since this time, inclusive. ${BEGINNING} asks for all.`,
      example: '2019-08-06T12:54:32Z',
    }),
    Transform(({ value }) => timestamp(single(value)), { toClassOnly: true }),
    IsString({ message: 'must be a time in ISO 8601 with its zone, such as 2019-08-06T12:54:32Z' }),
  );
}

function timestamp(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (value === BEGINNING) return '-infinity';
  // A plus sign that was not encoded arrives as a space.
  return parseZonedDatetime(value.replace(/ (\d\d:?\d\d)$/, '+$1'))?.text;
}
