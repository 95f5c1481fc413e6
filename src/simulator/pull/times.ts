import { parseZonedDatetime } from '../../interface/datetime.js';
import type { Item } from '../answers/read-answer.js';
import { textOf } from './ids.js';

/** A moment of an item in milliseconds; undefined if it is none: another rule says so. */
export function timeOf(item: Item, name: string): number | undefined {
  const text = textOf(item, name);
  return text === undefined ? undefined : parseZonedDatetime(text)?.time;
}

/** Says that one moment of an item lies before another that it should follow. */
export function before(item: Item, later: string, earlier: string): string | undefined {
  const [end, start] = [timeOf(item, later), timeOf(item, earlier)];
  if (end === undefined || start === undefined || end >= start) return undefined;
  return `${later} ${String(item[later])} before ${earlier} ${String(item[earlier])}`;
}
