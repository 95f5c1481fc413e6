import { Temporal } from 'temporal-polyfill';
import { parseDatetime } from '../interface/datetime.js';

const HOUR = 3_600_000;
const UNITS: Readonly<Record<string, number>> = {
  m: HOUR / 60,
  h: HOUR,
  d: 24 * HOUR,
  w: 7 * 24 * HOUR,
};

/** Which time is meant, for a dealer in a time zone. */
export type GivenTime = (timeZone: string) => Date;

/**
 * Reads a time: so long ago, a day's beginning, or a time, in the dealer's zone where it names none.
 * @param option what it was given as
 * @throws Error when it is neither
 */
export function givenTime(text: string, option: string, now = Date.now()): GivenTime {
  const [, number = '', unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  if (unit !== '') return () => new Date(now - Number(number) * (UNITS[unit] ?? 0));
  const full = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text;
  if (!parseDatetime(full, 'UTC'))
    throw new Error(`${option} must be a time such as 24h, 7d, 2026-11-20 or 2026-11-20T08:00`);
  return (timeZone) => new Date(parseDatetime(full, timeZone)?.time ?? NaN);
}

/** Times as people read them, in one zone. */
export interface TimeColumn {
  /** The offset, if it is the same for all of them. */
  readonly head: string;
  /** Without the offset where it stands in the head. */
  text(time: Date): string;
}

/** A column of times. */
export function timeColumn(name: string, times: readonly Date[], timeZone: string): TimeColumn {
  const offsets = new Set(times.map((time) => zoned(time, timeZone).offset));
  const [only = '', ...others] = offsets;
  const alike = others.length === 0;
  return {
    head: alike ? `${name} (${only})` : name,
    text: (time) => localText(time, timeZone) + (alike ? '' : zoned(time, timeZone).offset),
  };
}

/** `2026-11-20 08:00:00`, without the zone. */
export function localText(time: Date, timeZone: string): string {
  const plain = zoned(time, timeZone).toPlainDateTime();
  return plain.toString({ smallestUnit: 'second' }).replace('T', ' ');
}

function zoned(time: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(time.getTime()).toZonedDateTimeISO(timeZone);
}
