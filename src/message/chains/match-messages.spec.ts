import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchMessages, SAME_WITHIN_MS, type Known } from './match-messages.js';

const START = Date.parse('2026-01-05T10:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000);

interface Given {
  readonly id: string;
}

function told(
  id: string,
  seconds: number | undefined,
  text = 'ok',
  createdBy: string | null = 'a',
) {
  const createdDate = seconds === undefined ? undefined : at(seconds);
  return { id, createdDate, createdBy, messageText: text };
}

function known(id: string, seconds: number, confirmed = true, text = 'ok', createdBy = 'a') {
  return { id, createdDate: at(seconds), createdBy, messageText: text, confirmed };
}

/** Which of those told is which of those known: `t1=k1`. */
function pairs(
  fromCrs: readonly (Given & Parameters<typeof matchMessages>[0][number])[],
  ours: readonly (Given & Known)[],
): string[] {
  return [...matchMessages(fromCrs, ours)].map(([a, b]) => `${a.id}=${b.id}`).sort();
}

describe('a message of a chain is known', () => {
  it('when it is the same by the same writer at the same time', () => {
    expect(pairs([told('t', 0)], [known('k', 0)])).toEqual(['t=k']);
  });

  it('when CRS has confirmed it and its time is at most five minutes off', () => {
    expect(pairs([told('t', 300)], [known('k', 0)])).toEqual(['t=k']);
    expect(pairs([told('t', 301)], [known('k', 0)])).toEqual([]);
    expect(pairs([told('t', -300)], [known('k', 0)])).toEqual(['t=k']);
  });

  it('whatever the time, when it is ours and CRS has not confirmed it', () => {
    expect(pairs([told('t', 86_400)], [known('k', 0, false)])).toEqual(['t=k']);
  });

  it.each([
    ['local:jane', 'local:jane'],
    ['local:jane', 'remote:jane'],
    ['local:jane', 'remote:local:jane'],
    ['john@customer.example', 'john@customer.example'],
    ['john', 'local:john'],
  ])('when its writer is %p here and %p there', (here, there) => {
    const fromCrs = [told('t', 0, 'ok', there)];
    expect(pairs(fromCrs, [known('k', 0, true, 'ok', here)])).toEqual(['t=k']);
  });

  it('when only its line ends differ, or the white space around it', () => {
    const fromCrs = [told('t', 0, 'one\r\ntwo ')];
    expect(pairs(fromCrs, [known('k', 0, true, 'one\ntwo')])).toEqual(['t=k']);
  });

  it('not when another one wrote it, or something else is written', () => {
    expect(pairs([told('t', 0, 'ok', 'b')], [known('k', 0)])).toEqual([]);
    expect(pairs([told('t', 0, 'OK')], [known('k', 0)])).toEqual([]);
    expect(pairs([told('t', 0, 'ok', null)], [known('k', 0)])).toEqual([]);
  });

  it('when it comes without a time', () => {
    expect(pairs([told('t', undefined)], [known('k', 0)])).toEqual(['t=k']);
  });
});

describe('two that say the same stay two', () => {
  it('when one of them is new', () => {
    expect(pairs([told('t1', 0), told('t2', 60)], [known('k', 0)])).toEqual(['t1=k']);
  });

  it('and the nearest go together', () => {
    const fromCrs = [told('t1', 0), told('t2', 100)];
    const ours = [known('k1', 95), known('k2', 10)];
    expect(pairs(fromCrs, ours)).toEqual(['t1=k2', 't2=k1']);
  });

  it('also when one is confirmed and the other one is not', () => {
    const fromCrs = [told('t1', 0), told('t2', 200)];
    const ours = [known('k1', 0), known('k2', 190, false)];
    expect(pairs(fromCrs, ours)).toEqual(['t1=k1', 't2=k2']);
    // CRS has not got the second one yet.
    expect(pairs([told('t1', 0)], ours)).toEqual(['t1=k1']);
  });

  it('also when both of ours were written in the same second: in their order', () => {
    const fromCrs = [told('t1', 3), told('t2', 3)];
    const ours = [known('k1', 0, false), known('k2', 0, false)];
    expect(pairs(fromCrs, ours)).toEqual(['t1=k1', 't2=k2']);
  });
});

const message = fc.record({
  createdDate: fc.option(
    fc.integer({ min: 0, max: 900 }).map((seconds) => at(seconds)),
    {
      nil: undefined,
      freq: 20,
    },
  ),
  createdBy: fc.constantFrom('local:a', 'remote:a', 'b', null),
  messageText: fc.constantFrom('ok', 'yes'),
});
const ours = message.chain((one) =>
  fc.record({ confirmed: fc.boolean() }).map((more) => ({
    ...one,
    createdDate: one.createdDate ?? at(0),
    ...more,
  })),
);

it('whatever is told, nothing matches twice, and only what may be the same', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 10 }), fc.array(ours), (fromCrs, here) => {
      const found = matchMessages(fromCrs, here);
      expect(new Set(found.values()).size).toBe(found.size);
      for (const [a, b] of found) {
        expect(a.messageText).toBe(b.messageText);
        const apart = Math.abs(+(a.createdDate ?? b.createdDate) - +b.createdDate);
        if (b.confirmed) expect(apart).toBeLessThanOrEqual(SAME_WITHIN_MS);
      }
    }),
  );
});

it('whatever was told, the same told again is all known', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 10 }), (fromCrs) => {
      const now = at(5_000);
      const here = fromCrs.map((one) => ({
        ...one,
        createdDate: one.createdDate ?? now,
        confirmed: one.createdDate !== undefined,
      }));
      expect(matchMessages(fromCrs, here).size).toBe(fromCrs.length);
    }),
  );
});
