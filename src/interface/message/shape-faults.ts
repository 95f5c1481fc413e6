import { jsonPath } from '../json-path.js';
import { checkObject } from './checks.js';
import { declaredFields, type FieldsClass } from './field-registry.js';

/** What is wrong, and where. */
export interface ShapeFault {
  /** JSON path. */
  readonly path: string;
  readonly reason: string;
}

/**
 * Every fault of a parsed JSON value against a class of the message structure. Fields that the class
 * does not know are passed over. Works on the value as it was parsed, without copying it.
 */
export function shapeFaults(owner: FieldsClass, value: unknown, path = ''): ShapeFault[] {
  const faults: ShapeFault[] = [];
  collect(owner, value, path, faults);
  return faults;
}

function collect(owner: FieldsClass, value: unknown, path: string, faults: ShapeFault[]): void {
  const wrong = checkObject(value);
  if (wrong !== undefined) {
    faults.push({ path, reason: wrong });
    return;
  }
  const object = value as Readonly<Record<string, unknown>>;
  for (const { name, check, nested } of declaredFields(owner)) {
    // Never a member that the object inherits.
    const member = Object.hasOwn(object, name) ? object[name] : undefined;
    const reason = check(member);
    if (reason !== undefined) faults.push({ path: jsonPath(path, name), reason });
    else if (nested && member !== undefined && member !== null)
      collectNested(nested(), member, jsonPath(path, name), faults);
  }
}

function collectNested(
  owner: FieldsClass,
  value: unknown,
  path: string,
  faults: ShapeFault[],
): void {
  if (!Array.isArray(value)) return collect(owner, value, path, faults);
  for (const [index, element] of value.entries())
    collect(owner, element, `${path}[${index}]`, faults);
}
