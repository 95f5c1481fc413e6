import type { BodyFault } from '../../errors.js';
import { isObject } from '../../interface/message/checks.js';
import { jsonPath } from '../../interface/json-path.js';
import type { ParsedBody } from './parse-body.js';

const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Names that other programs stumble over, and text that PostgreSQL's jsonb or UTF-8 cannot hold:
 * NUL characters and halves of surrogate pairs.
 */
export function hostileText({ object, hasEscapes }: ParsedBody): BodyFault[] {
  const faults: BodyFault[] = [];
  look(object, '', hasEscapes, faults);
  return faults;
}

function look(value: unknown, path: string, escapes: boolean, faults: BodyFault[]): void {
  if (typeof value === 'string') {
    const reason = escapes ? unstorable(value) : undefined;
    if (reason !== undefined) faults.push({ path, reason });
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries())
      if (element !== null && typeof element !== 'number')
        look(element, `${path}[${index}]`, escapes, faults);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      const at = jsonPath(path, name);
      const reason = forbidden(name) ?? (escapes ? unstorable(name) : undefined);
      if (reason !== undefined) faults.push({ path: at, reason });
      look(member, at, escapes, faults);
    }
  }
}

function forbidden(name: string): string | undefined {
  return FORBIDDEN_NAMES.has(name) ? 'must not have this name' : undefined;
}

function unstorable(text: string): string | undefined {
  if (text.includes('\0')) return 'must be without NUL characters';
  return text.isWellFormed() ? undefined : 'must be without lone surrogates';
}
