import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AppError } from '../errors.js';
import { faultsOf } from './faults.js';

/**
 * Reads a JSON body into a DTO. A field that the DTO does not know is a fault: who misspells one is to
 * be told.
 * @throws AppError `invalid-request` naming every fault
 */
@Injectable()
export class BodyPipe implements PipeTransform {
  transform(body: unknown, { metatype }: ArgumentMetadata): unknown {
    if (!metatype) return body;
    if (!isObject(body)) throw new AppError('invalid-request', 'The body must be a JSON object');
    if (isDeeper(body, MAX_DEPTH))
      throw new AppError('invalid-request', 'The body is nested too deep');
    const dto: object = plainToInstance(metatype, body, { exposeDefaultValues: true });
    const faults = faultsOf(
      validateSync(dto, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true }),
    );
    if (faults.length > 0) throw new AppError('invalid-request', undefined, { faults });
    return dto;
  }
}

// Deeper than any body that is asked for: what reads it follows it by calling itself.
const MAX_DEPTH = 64;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

/** Not what a body of another type is read as, such as a stream. */
function isObject(body: unknown): body is object {
  return (
    typeof body === 'object' &&
    body !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(body) as object | null)
  );
}
