import { describe, expect, it } from '@jest/globals';
import { readNdjson } from './ndjson-reader.js';
import { all, brief, piecesOf } from './reader-files.testing.js';

const read = async (text: string, length?: number): Promise<[number, unknown][]> =>
  brief(await all(readNdjson('contracts.ndjson', piecesOf(text, length))));

describe('newline-delimited JSON', () => {
  it.each([1, 2, 3, 7, 1000])('has one item per line, cut into pieces of %i', async (length) => {
    expect(await read('{"a":1}\r\n\n  \t\r\n{"a":"ü\\n"}\n{"a":3}', length)).toEqual([
      [1, { a: 1 }],
      [4, { a: 'ü\n' }],
      [5, { a: 3 }],
    ]);
  });

  it('names file and line of what it cuts off', async () => {
    expect(await all(readNdjson('rates.ndjson', piecesOf('\n{}\n')))).toEqual([
      { file: 'rates.ndjson', line: 1, lines: '\n{}\n' },
    ]);
  });

  it('may be empty', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('\n\r\n')).toEqual([]);
  });

  it('rejects lines that are no objects and goes on', async () => {
    const text =
      '{"a":1}\n[1]\nnull\n"x"\n7\n{"a":\n{"a":1}{"b":2}\n{"a":1,"a":2}\nnonsense\n{"a":2}\n';
    const records = await read(text);
    expect(records.map(([line]) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(records[0]).toEqual([1, { a: 1 }]);
    for (const [, what] of records.slice(1, 5)) expect(what).toBe('not a JSON object');
    for (const [, what] of records.slice(5, 9)) expect(typeof what).toBe('string');
    expect(records[7]).toEqual([8, 'the name "a" is there twice']);
    expect(records[9]).toEqual([10, { a: 2 }]);
  });

  it('rejects a wrong last line without a line end like any other', async () => {
    expect(await read('{"a":1}\n{"a":1,}')).toEqual([
      [1, { a: 1 }],
      [2, expect.any(String)],
    ]);
    expect(await read('nonsense')).toEqual([[1, expect.any(String)]]);
  });

  it.each(['{', '{"a":1', '{"a":"x', '{"a":[{}', '{"a":"x\\'])(
    'fails when it breaks off after %s',
    async (end) => {
      await expect(read(`{"a":1}\n${end}`)).rejects.toThrow(
        'contracts.ndjson cannot be read to its end, line 2: it breaks off in the middle of an item',
      );
    },
  );

  it('fails on a line longer than 16 MiB', async () => {
    const text = `{}\n{"a":"${'x'.repeat(17 * 1024 * 1024)}"}\n{}\n`;
    await expect(read(text, 65_536)).rejects.toThrow(
      'contracts.ndjson cannot be read to its end, line 2: longer than 16 MiB',
    );
  });
});
