import { describe, expect, it } from '@jest/globals';
import { textOf } from './body-text.js';

describe('the text of a body', () => {
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
