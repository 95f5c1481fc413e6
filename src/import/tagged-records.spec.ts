import { describe, expect, it } from '@jest/globals';
import { SourceError } from './readers/source-error.js';
import { byResource, textOf } from './tagged-records.js';

const record = (line: number, value: Record<string, unknown>) => ({
  file: 'request body',
  line,
  textual: false,
  value,
});

describe('records', () => {
  it('come apart by resource, in their order and without the tag', () => {
    const parts = byResource([
      record(1, { resource: 'rates', a: 1 }),
      record(2, { resource: 'customers', a: 2 }),
      record(3, { a: 3, resource: 'rates' }),
    ]);
    expect([...parts]).toEqual([
      ['rates', [record(1, { a: 1 }), record(3, { a: 3 })]],
      ['customers', [record(2, { a: 2 })]],
    ]);
  });

  it.each([{}, { resource: 'dealers' }, { resource: 1 }, { resource: 'Contracts' }])(
    'that say %j are nobody’s',
    (value) => {
      expect(() => byResource([record(7, value)])).toThrow(
        /^request body cannot be read to its end, line 7: its "resource" must be one of customers, /,
      );
    },
  );

  it('that cannot be read are nobody’s', () => {
    const broken = { file: 'request body', line: 2, textual: false, error: 'not a JSON object' };
    expect(() => byResource([broken])).toThrow(SourceError);
  });
});

describe('text', () => {
  async function read(...pieces: Buffer[]): Promise<string> {
    async function* body() {
      yield* pieces;
    }
    let text = '';
    for await (const piece of textOf(body())) text += piece;
    return text;
  }

  it('is UTF-8, cut anywhere', async () => {
    const bytes = Buffer.from('a\nMüller €\n');
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(await read(bytes.subarray(0, cut), bytes.subarray(cut))).toBe('a\nMüller €\n');
  });

  it('that is not UTF-8, or breaks off, is told with its line', async () => {
    const read1 = read(Buffer.from('a\n'), Buffer.from('b\nM\xfcller\n', 'latin1'));
    await expect(read1).rejects.toThrow(/line 3: bytes that are not UTF-8/);
    await expect(read(Buffer.from('a\n\xe2\x82', 'latin1'))).rejects.toThrow(/line 2: .* cut off/);
  });
});
