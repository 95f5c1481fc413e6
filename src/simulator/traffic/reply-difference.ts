import { parseZonedDatetime } from '../../interface/datetime.js';
import { jsonPath } from '../../interface/json-path.js';
import { asObject, asText } from '../../interface/message/json-values.js';
import { shown } from '../findings.js';

/** A place where two documents differ. */
export interface Difference {
  readonly path: string;
  readonly found: string;
}

/**
 * The first place where an answer does not repeat what was sent. Null is as good as left out, text as
 * good as the number it stands for, and a moment as good in another form; what was added is passed over.
 */
export function firstDifference(sent: unknown, came: unknown, path = ''): Difference | undefined {
  const [a, b] = [sent ?? undefined, came ?? undefined];
  if (a === undefined) return undefined;
  if (b === undefined) return { path, found: `left out; ${shown(sent)} was sent` };
  const [object, other] = [asObject(a), asObject(b)];
  if (object) return other ? inMembers(object, other, path) : differs(a, b, path);
  if (Array.isArray(a)) return inElements(a, b, path);
  return isSame(a, b) ? undefined : differs(a, b, path);
}

function inMembers(sent: object, came: Readonly<Record<string, unknown>>, path: string) {
  for (const [name, value] of Object.entries(sent)) {
    const member = Object.hasOwn(came, name) ? came[name] : undefined;
    const difference = firstDifference(value, member, jsonPath(path, name));
    if (difference) return difference;
  }
  return undefined;
}

function inElements(sent: readonly unknown[], came: unknown, path: string) {
  if (!Array.isArray(came) || came.length !== sent.length) return differs(sent, came, path);
  for (const [index, value] of sent.entries()) {
    const difference = firstDifference(value, came[index], `${path}[${index}]`);
    if (difference) return difference;
  }
  return undefined;
}

function isSame(sent: unknown, came: unknown): boolean {
  const [a, b] = [asText(sent), asText(came)];
  if (a === undefined || b === undefined) return sent === came;
  if (a === b) return true;
  const moment = parseZonedDatetime(a);
  return moment !== undefined && moment.time === parseZonedDatetime(b)?.time;
}

function differs(sent: unknown, came: unknown, path: string): Difference {
  return { path, found: `${shown(came)}; ${shown(sent)} was sent` };
}
