import { GROUPS } from './catalog.js';

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
/** Coprime to the number of prefixes, so that no two groups share one. */
const PREFIX_STEP = 1579;
/** A prime just below the five digits that follow the prefix. */
const NUMBERS = 99_991;
const NUMBER_STEP = 48_271;

/**
 * The serial number of a unit: a prefix for its group, and five digits. When the digits of a prefix
 * are used up, the group goes on with another prefix, as a maker does with a new series.
 */
export function serialNumberOf(group: number, unit: number): string {
  const series = Math.floor(unit / NUMBERS) * GROUPS.length + group;
  const digits = ((unit % NUMBERS) * NUMBER_STEP + 1_357) % NUMBERS;
  return `${prefixOf(series)}${String(digits).padStart(5, '0')}`;
}

/** Three capitals without I and O, as on a machine's plate. */
function prefixOf(series: number): string {
  const number = (series + 7) * PREFIX_STEP;
  const { length } = LETTERS;
  return [number, Math.floor(number / length), Math.floor(number / length ** 2)]
    .map((digit) => LETTERS.charAt(digit % length))
    .join('');
}
