import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { moment, parseDatetime, parseZonedDatetime } from './datetime.js';

const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

const time = fc.integer({ min: FIRST, max: LAST });

/** The offset of a zone at a time, in minutes, as the system's own calendar has it. */
function offsetAt(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const found = Object.fromEntries(
    format.formatToParts(at).map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second } = found;
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  return (local - Math.floor(at / 1000) * 1000) / 60_000;
}

describe('a moment', () => {
  it('is read back from its own text', () => {
    fc.assert(
      fc.property(time, (at) => {
        const text = moment(at)?.text ?? '';
        expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
        expect(parseDatetime(text, 'Asia/Tokyo')).toEqual({ text, time: at });
      }),
    );
  });

  it('has milliseconds only where there are any', () => {
    expect(moment(0)?.text).toBe('1970-01-01T00:00:00Z');
    expect(moment(5)?.text).toBe('1970-01-01T00:00:00.005Z');
  });

  it('lies in the years 1 to 9999', () => {
    expect(moment(FIRST - 1)).toBeUndefined();
    expect(moment(LAST + 1)).toBeUndefined();
    expect(parseDatetime('9999-12-31T23:59:59-01:00', 'UTC')).toBeUndefined();
    expect(parseDatetime('0001-01-01T00:00:00+01:00', 'UTC')).toBeUndefined();
    expect(parseDatetime('0050-03-01', 'UTC')?.text).toBe('0050-03-01T12:00:00Z');
  });
});

describe('an offset', () => {
  it('is taken off, in every form it may have', () => {
    const offset = fc.record({ hours: fc.integer({ min: 0, max: 23 }), minutes: fc.nat(59) });
    const inside = fc.integer({ min: FIRST + 86_400_000, max: LAST - 86_400_000 });
    fc.assert(
      fc.property(inside, offset, fc.boolean(), (at, { hours, minutes }, west) => {
        const local = at + (hours * 60 + minutes) * (west ? -60_000 : 60_000);
        const base = new Date(local).toISOString().slice(0, -1);
        const [hh, mm] = [hours, minutes].map((part) => String(part).padStart(2, '0'));
        const forms = [`${hh}:${mm}`, `${hh}${mm}`, ...(minutes === 0 ? [`${hh}`] : [])];
        for (const form of forms)
          expect(parseDatetime(`${base}${west ? '-' : '+'}${form}`, 'UTC')?.time).toBe(at);
      }),
    );
  });

  it.each(['+24:00', '+01:60', '+1', '+01:0', 'z0', 'UTC', '+0100:00'])('%s is none', (zone) => {
    expect(parseDatetime(`2026-01-01T12:00:00${zone}`, 'UTC')).toBeUndefined();
  });
});

describe('a date', () => {
  it('without time is noon UTC, wherever the dealer is', () => {
    for (const zone of ['UTC', 'Pacific/Kiritimati', 'America/Chicago'])
      expect(parseDatetime('2026-07-01', zone)?.text).toBe('2026-07-01T12:00:00Z');
  });

  it('is taken exactly when the calendar has that day', () => {
    const year = fc.integer({ min: 1, max: 9999 });
    fc.assert(
      fc.property(year, fc.nat(13), fc.nat(32), (y, m, d) => {
        const [yyyy, mm, dd] = [
          String(y).padStart(4, '0'),
          String(m).padStart(2, '0'),
          String(d).padStart(2, '0'),
        ];
        const date = new Date(0);
        date.setUTCFullYear(y, m - 1, d);
        const exists = date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
        expect(parseDatetime(`${yyyy}-${mm}-${dd}`, 'UTC') !== undefined).toBe(exists);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    '2021-02-30',
    '2023-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-01',
    '0000-01-01',
    '0000-00-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T12:60:00Z',
    '2026-01-01T23:59:60Z',
    '2026-1-1',
    '26-01-01',
    '01/02/2026',
    '2026-01-01T12Z',
    '2026-01-01T12:00:00.Z',
    '2026-01-01T12:00:00.1234567890Z',
    '2026-01-01Z',
    '+002026-01-01',
    '2026-01-01T12:00:00Z ',
    '',
  ])('%j is none', (text) => {
    expect(parseDatetime(text, 'UTC')).toBeUndefined();
  });

  it.each([
    ['2024-02-29', '2024-02-29T12:00:00Z'],
    ['2000-02-29', '2000-02-29T12:00:00Z'],
    ['2026-01-01 12:00', '2026-01-01T12:00:00Z'],
    ['2026-01-01t12:00:01z', '2026-01-01T12:00:01Z'],
    ['2026-01-01T12:00:00,5', '2026-01-01T12:00:00.500Z'],
    ['2026-01-01T12:00:00.123456789Z', '2026-01-01T12:00:00.123Z'],
    ['2026-01-01T12:00:00.0009Z', '2026-01-01T12:00:00Z'],
  ])('%j is %s', (text, expected) => {
    expect(parseDatetime(text, 'UTC')?.text).toBe(expected);
  });
});

describe('a time without zone', () => {
  const zones = ['America/Chicago', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'];

  it.each([...zones, 'America/Sao_Paulo', 'Africa/Casablanca', 'America/St_Johns'])(
    'is what the clocks of %s showed then',
    (zone) => {
      const recent = fc.integer({
        min: Date.parse('1975-01-01') / 60_000,
        max: Date.parse('2036-01-01') / 60_000,
      });
      fc.assert(
        fc.property(recent, (minutes) => {
          const at = minutes * 60_000;
          const local = at + offsetAt(at, zone) * 60_000;
          const read = parseDatetime(new Date(local).toISOString().slice(0, 19), zone)?.time ?? NaN;
          // Where the clocks show a time twice, it is the first.
          expect(read + offsetAt(read, zone) * 60_000).toBe(local);
          expect(read).toBeLessThanOrEqual(at);
          expect(at - read).toBeLessThanOrEqual(3 * 3_600_000);
        }),
        { numRuns: 60 },
      );
    },
  );

  it.each([
    // The clocks go from 2:00 to 3:00.
    ['2026-03-08 02:30', 'America/Chicago', '2026-03-08T08:30:00Z'],
    ['2026-03-29 02:30', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    // The clocks go from 2:00 to 1:00.
    ['2026-11-01 01:30', 'America/Chicago', '2026-11-01T06:30:00Z'],
    ['2026-10-25 02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    // By half an hour.
    ['2026-10-04 02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00Z'],
    // A day that never was.
    ['2011-12-30 12:00', 'Pacific/Apia', '2011-12-30T22:00:00Z'],
  ])('%s in %s is %s', (text, zone, expected) => {
    expect(parseDatetime(text, zone)?.text).toBe(expected);
  });
});

describe('parseZonedDatetime', () => {
  it('takes only a time with its zone', () => {
    expect(parseZonedDatetime('2026-01-01T12:00:00+02')?.text).toBe('2026-01-01T10:00:00Z');
    expect(parseZonedDatetime('2026-01-01T12:00:00')).toBeUndefined();
    expect(parseZonedDatetime('2026-01-01')).toBeUndefined();
    expect(parseZonedDatetime('2021-02-30T00:00:00Z')).toBeUndefined();
  });
});
