const DAY_MS = 86_400_000;
const NOON_MS = DAY_MS / 2;

const texts = new Map<number, string>();

/** The number of the UTC day that a moment falls on, counted from 1970-01-01. */
export function dayOf(moment: Date): number {
  return Math.floor(moment.getTime() / DAY_MS);
}

/** Noon UTC of a day, the time the interface suggests for dates that have none. */
export function noonOf(day: number): string {
  // The days of a bundle lie within a few years, so this stays small and saves a Date per member.
  const known = texts.get(day);
  if (known !== undefined) return known;
  const text = isoText(day * DAY_MS + NOON_MS);
  texts.set(day, text);
  return text;
}

/** A day with a time of day, in minutes after midnight UTC. */
export function momentOf(day: number, minutes: number): string {
  return isoText(day * DAY_MS + minutes * 60_000);
}

/** The same day of the month some months later, or that month's last day. */
export function addMonths(day: number, months: number): number {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + months;
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return dayOf(new Date(Date.UTC(year, month, Math.min(date.getUTCDate(), lastOfMonth))));
}

function isoText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
