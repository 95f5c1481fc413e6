import { Temporal } from 'temporal-polyfill';

/** A moment, as the interface prints it and as lists are ordered by it. */
export interface Moment {
  /** ISO 8601 in UTC with `Z`; milliseconds only where there are any. */
  readonly text: string;
  /** Milliseconds since 1970 in UTC. */
  readonly time: number;
}

const FORM =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d\d(?::?\d\d)?)?)?$/;

const NOON = 12;

/**
 * Reads a date or datetime. A date without time is noon UTC (§ Regional Considerations); a time
 * without zone is the dealer's local time, in a gap of the clock the later and in an overlap the
 * earlier moment (as RFC 5545 does).
 * @param timeZone IANA name of the dealer's time zone
 * @returns undefined when it is no such text, or no day of the calendar
 */
export function parseDatetime(text: string, timeZone: string): Moment | undefined {
  // Most of a dealer's dates are whole days with their zone: the same texts over and over.
  if (!text.endsWith('Z')) return readDatetime(text, timeZone);
  const known = RECENT.get(text);
  if (known) return known;
  const found = readDatetime(text, timeZone);
  if (RECENT.size >= MOST_RECENT) RECENT.clear();
  if (found) RECENT.set(text, found);
  return found;
}

const RECENT = new Map<string, Moment>();
const MOST_RECENT = 5_000;

function readDatetime(text: string, timeZone: string): Moment | undefined {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = match;
  const parts = [year, month, day, hour ?? NOON, minute ?? 0, second].map(Number);
  if (!exists(parts)) return undefined;
  const local = utc(parts) + Number(fraction.slice(0, 3).padEnd(3, '0'));
  const time = hour === undefined ? local : zone ? atOffset(local, zone) : atZone(local, timeZone);
  return time === undefined ? undefined : moment(time);
}

/** Like {@link parseDatetime}, but only a time with its zone is taken. */
export function parseZonedDatetime(text: string): Moment | undefined {
  return FORM.exec(text)?.[8] ? parseDatetime(text, 'UTC') : undefined;
}

/** The moment at `time` (milliseconds since 1970), if it lies in the years 1 to 9999. */
export function moment(time: number): Moment | undefined {
  if (time < FIRST || time > LAST) return undefined;
  const iso = new Date(time).toISOString();
  return { time, text: iso.endsWith('.000Z') ? `${iso.slice(0, 19)}Z` : iso };
}

const FIRST = Date.parse('0001-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

function exists([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: number[]) {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  return day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function utc([year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0]: number[]): number {
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  return year > 99 ? time : new Date(time).setUTCFullYear(year);
}

function atOffset(local: number, zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return local;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || 0);
  if (hours > 23 || minutes > 59) return undefined;
  const offset = (hours * 60 + minutes) * 60_000;
  return zone.startsWith('-') ? local + offset : local - offset;
}

function atZone(local: number, timeZone: string): number {
  const plain = Temporal.Instant.fromEpochMilliseconds(local)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime();
  return plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds;
}
