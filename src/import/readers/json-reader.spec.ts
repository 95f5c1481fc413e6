import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readJson } from './json-reader.js';
import { all, brief, piecesOf } from './reader-files.testing.js';

const read = async (text: string, length?: number): Promise<[number, unknown][]> =>
  brief(await all(readJson('invoices.json', piecesOf(text, length))));

const PRETTY = `
[
  { "a": "]},{[\\"\\\\" },
  {
    "b": [
      { "c": {} }, []
    ]
  },{"d":12}
  ,
  {}
]
`;

describe('a JSON array', () => {
  it.each([1, 2, 3, 7, 1000])('is read element by element, in pieces of %i', async (length) => {
    expect(await read(PRETTY, length)).toEqual([
      [3, { a: ']},{["\\' }],
      [4, { b: [{ c: {} }, []] }],
      [8, { d: 12 }],
      [10, {}],
    ]);
  });

  it('may be empty', async () => {
    expect(await read(' [\n] \n')).toEqual([]);
  });

  it.each([1, 1000])('rejects elements that are no objects and goes on (%i)', async (length) => {
    const text = '[1,\n"x,]",\n[{}],null,-1.5e3\n,{"a":1,},\n{"a" 1},{"a":1,"a":2},nul,{"z":1}]';
    const records = await read(text, length);
    expect(records.map(([line]) => line)).toEqual([1, 2, 3, 3, 3, 4, 5, 5, 5, 5]);
    for (const [, what] of records.slice(0, 5)) expect(what).toBe('not a JSON object');
    for (const [, what] of records.slice(5, 9)) expect(typeof what).toBe('string');
    expect(records[7]).toEqual([5, 'the name "a" is there twice']);
    expect(records[9]).toEqual([5, { z: 1 }]);
  });

  it.each([
    ['nothing at all', '', 1, 'the array is not closed'],
    ['an object', '\n{"items":[]}', 2, 'the file is not a JSON array: expected "["'],
    ['lines of JSON', '{}\n{}', 1, 'the file is not a JSON array: expected "["'],
    ['a missing comma', '[{}\n{}]', 2, 'expected "," or "]" after an item'],
    ['a comma too many', '[{},\n,{}]', 2, 'expected an item after the comma'],
    ['a comma at the end', '[{},\n]', 2, 'expected an item after the comma'],
    ['a comma at the start', '[\n,{}]', 2, 'expected an item or "]"'],
    ['no closing bracket', '[{},\n{}\n', 3, 'the array is not closed'],
    ['no end after a comma', '[{},\n', 2, 'the array is not closed'],
    ['an item cut off', '[{},\n{"a":[1,\n', 2, 'the last item is not closed'],
    ['a string cut off', '[{},\n{"a":"x\n', 2, 'the last item is not closed'],
    ['a word cut off', '[{},\ntru', 2, 'the last item is not closed'],
    ['text after the end', '[{}]\n{}', 2, 'text after the end of the array'],
    ['two arrays', '[{}]\n[{}]', 2, 'text after the end of the array'],
    [
      'crossed brackets',
      '[{},\n{"a":[1}]',
      2,
      'the brackets of the item that starts here do not match',
    ],
  ])('fails as a whole on %s', async (_what, text, line, reason) => {
    const message = `invoices.json cannot be read to its end, line ${line}: ${reason}`;
    await expect(read(text)).rejects.toThrow(message);
    await expect(read(text, 1)).rejects.toThrow(message);
  });

  it('fails on an element longer than 16 MiB', async () => {
    const text = `[{},\n{"a":"${'x'.repeat(17 * 1024 * 1024)}"}]`;
    await expect(read(text, 65_536)).rejects.toThrow('line 2: longer than 16 MiB');
  });
});

describe('a JSON array with one character changed', () => {
  const EDITS = ['', '{', '}', '[', ']', ',', ':', '"', '\\', ' ', '\n', '0', 'e', '-', 'x'];
  const edit = fc.record({
    at: fc.nat(),
    remove: fc.nat(1),
    insert: fc.constantFrom(...EDITS),
    length: fc.integer({ min: 1, max: 50 }),
    items: fc.array(fc.object({ key: fc.string({ maxLength: 3 }), maxDepth: 2 }), { maxLength: 4 }),
    indent: fc.nat(1),
  });
  const parsed = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  };

  it('gives what JSON.parse gives, or an error, but nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(edit, async ({ at, remove, insert, length, items, indent }) => {
        const text = JSON.stringify(items, undefined, indent);
        const place = at % (text.length + 1);
        const changed = text.slice(0, place) + insert + text.slice(place + remove);
        const records = await read(changed, length).catch(() => undefined);
        if (!records || records.some(([, what]) => typeof what === 'string')) return;
        const values = records.map(([, what]) => what);
        // As JSON again, where numbers kept as text don't matter: those are tested elsewhere.
        if (!/\d[eE]|\d{15}/.test(changed)) {
          expect(JSON.stringify(values)).toBe(JSON.stringify(parsed(changed)));
        } else expect(parsed(changed)).toHaveLength(values.length);
      }),
      { numRuns: 2000 },
    );
  });
});
