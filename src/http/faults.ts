import type { ValidationError } from 'class-validator';
import type { BodyFault } from '../errors.js';

/** Every fault that the validation of a body found, with the JSON path of its place. */
export function faultsOf(errors: readonly ValidationError[], parent = ''): BodyFault[] {
  return errors.flatMap((error) => {
    const path = joined(parent, error.property);
    const reasons = Object.values(error.constraints ?? {});
    const inner = faultsOf(error.children ?? [], path);
    return [...reasons.map((reason) => ({ path, reason })), ...inner];
  });
}

/** `payload.request.assets[0].serialNumber`; a name that is no identifier stands in brackets. */
function joined(parent: string, name: string): string {
  if (/^\d+$/.test(name)) return `${parent}[${name}]`;
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) return `${parent}[${JSON.stringify(name)}]`;
  return parent === '' ? name : `${parent}.${name}`;
}
