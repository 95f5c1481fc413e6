import type { ValidationError } from 'class-validator';
import type { BodyFault } from '../errors.js';
import { jsonPath } from '../interface/json-path.js';

/** Every fault that the validation of a body found, with the JSON path of its place. */
export function faultsOf(errors: readonly ValidationError[], parent = ''): BodyFault[] {
  return errors.flatMap((error) => {
    const path = jsonPath(parent, error.property);
    const reasons = Object.values(error.constraints ?? {});
    const inner = faultsOf(error.children ?? [], path);
    return [...reasons.map((reason) => ({ path, reason })), ...inner];
  });
}
