import { createHash } from 'node:crypto';
import { NumberLiteral } from '../../interface/number-literal.js';
import { toDecimal } from '../../interface/numbers.js';

/** SHA-256 of a JSON value: the same for the same JSON, whatever the order of members. */
export function digestOf(value: unknown): Buffer {
  const hash = createHash('sha256');
  let pending = '';
  describe(value, (text) => {
    if (text.length < LONG) pending += text;
    else {
      hash.update(pending).update(text);
      pending = '';
    }
  });
  return hash.update(pending).digest();
}

/** Characters. Shorter pieces are put together: each update of a hash takes its time. */
const LONG = 4096;

// Texts stand with their length, so that no escaping is needed for them to be told apart.
function describe(value: unknown, add: (text: string) => void): void {
  if (typeof value === 'string') {
    add(`"${value.length}:`);
    add(value);
  } else if (typeof value === 'number' || value instanceof NumberLiteral) add(numberText(value));
  else if (Array.isArray(value)) {
    add('[');
    for (const element of value) {
      describe(element, add);
      add(',');
    }
    add(']');
  } else if (typeof value === 'object' && value !== null) {
    add('{');
    const members: [string, unknown][] = Object.entries(value);
    for (const [name, member] of members.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      describe(name, add);
      describe(member, add);
    }
    add('}');
  } else add(`${String(value)},`);
}

/** By value: `1e3`, `1000` and `1000.0` are the same number. */
function numberText(value: number | NumberLiteral): string {
  if (Number.isSafeInteger(value)) return `${value as number},`;
  const text = toDecimal(value)?.toFixed() ?? (value as NumberLiteral).source;
  return `${text === '-0' ? '0' : text},`;
}
