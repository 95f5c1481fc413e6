const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A span of time for people, cut to its largest unit: 40 s, 12 min, 26 h, 3 days. */
export function span(milliseconds: number): string {
  if (milliseconds < 2 * MINUTE_MS) return `${Math.trunc(milliseconds / 1000)} s`;
  if (milliseconds < 2 * HOUR_MS) return `${Math.trunc(milliseconds / MINUTE_MS)} min`;
  if (milliseconds < 3 * DAY_MS) return `${Math.trunc(milliseconds / HOUR_MS)} h`;
  return `${Math.trunc(milliseconds / DAY_MS)} days`;
}

/** A number of bytes for people: 512 MB, 1.5 GB. */
export function size(bytes: number): string {
  const [divisor, unit] = bytes < 2 ** 30 ? [2 ** 20, 'MB'] : [2 ** 30, 'GB'];
  return `${Number((bytes / divisor).toFixed(1))} ${unit}`;
}

/** A few names of many: a, b and 7 more. */
export function few(names: readonly string[], most = 5): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** `1 message`, `2 messages`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
