import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { AppError } from '../errors.js';
import { rememberQuery } from './parsed-query.js';

/**
 * Reads the query into a DTO. Names match without regard to case and unknown ones are ignored, as
 * the interface writes them in several ways; a value that stands twice is passed on as an array.
 * @throws AppError `invalid-parameter` naming every fault
 */
@Injectable()
export class QueryPipe implements PipeTransform {
  transform(query: Readonly<Record<string, string | string[]>>, { metatype }: ArgumentMetadata) {
    if (!metatype) return query;
    const dto: object = plainToInstance(metatype, byLowerCaseName(query), {
      exposeDefaultValues: true,
    });
    rememberQuery(query, dto);
    const faults = validateSync(dto);
    if (faults.length === 0) return dto;
    const parameters = faults.map((fault) => ({ name: fault.property, reason: reasonOf(fault) }));
    const detail = parameters.map(({ name, reason }) => `${name} ${reason}`).join('; ');
    throw new AppError('invalid-parameter', detail, { parameters });
  }
}

function byLowerCaseName(query: Readonly<Record<string, string | string[]>>) {
  const values = new Map<string, string[]>();
  for (const [name, value] of Object.entries(query)) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value].flat());
  }
  return Object.fromEntries(values);
}

function reasonOf({ constraints = {} }: ValidationError): string {
  return Object.values(constraints)[0] ?? 'is not valid';
}
