const HOUR = 3_600_000;

const DATE = /^(\d\d\d\d)-(\d\d)-(\d\d)$/;
const TIME = /^(\d\d):(\d\d)(?::(\d\d)([.,]\d{1,9})?)?$/;
const ZONE = /(Z|[+-]\d\d(?::?\d\d)?)$/i;

/**
 * A date or time of the source, in UTC with `Z`: a date alone is noon UTC, a time without zone is
 * local to the dealer. Undefined when there is no such day or time.
 */
export function utcText(given: string, dealerZone: string): string | undefined {
  const text = given.trim();
  const day = midnight(text.slice(0, 10));
  if (day === undefined) return undefined;
  if (text.length === 10) return shown(day + 12 * HOUR);
  const rest = text.slice(11);
  const zone = ZONE.exec(rest)?.[0] ?? '';
  const time = sinceMidnight(rest.slice(0, rest.length - zone.length));
  if (!'Tt '.includes(text.charAt(10)) || time === undefined) return undefined;
  if (zone === '') return shown(localToUtc(day + time, dealerZone));
  const offset = offsetOf(zone);
  return offset === undefined ? undefined : shown(day + time - offset);
}

function midnight(text: string): number | undefined {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined || year === '0000') return undefined;
  const time = Date.parse(`${year}-${month}-${day}T00:00:00.000Z`);
  // JavaScript takes 30 February for 2 March, or for no date at all.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? time : undefined;
}

function sinceMidnight(text: string): number | undefined {
  const [, hours, minutes, seconds = '0', fraction = '.0'] = TIME.exec(text) ?? [];
  if (Number(hours ?? 24) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const milliseconds = Number(fraction.slice(1, 4).padEnd(3, '0'));
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + milliseconds;
}

function offsetOf(zone: string): number | undefined {
  if (/z/i.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || 0)];
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * HOUR + minutes * 60_000);
}

/** Between two offsets of the zone: the earlier moment in an overlap, the later one in a gap. */
function localToUtc(local: number, zone: string): number {
  const before = zoneOffset(local - 24 * HOUR, zone);
  const after = zoneOffset(local + 24 * HOUR, zone);
  const right = [local - before, local - after].filter(
    (time) => time + zoneOffset(time, zone) === local,
  );
  return right.length > 0 ? Math.min(...right) : local - Math.min(before, after);
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** What the zone's clocks are ahead of UTC at a moment, in milliseconds. */
function zoneOffset(time: number, zone: string): number {
  const format = FORMATS.get(zone) ?? newFormat(zone);
  const parts = Object.fromEntries(
    format.formatToParts(time).map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second } = parts;
  const seen = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`);
  return seen - Math.floor(time / 1000) * 1000;
}

function newFormat(zone: string): Intl.DateTimeFormat {
  const two = '2-digit';
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
    second: two,
  });
  FORMATS.set(zone, format);
  return format;
}

function shown(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
