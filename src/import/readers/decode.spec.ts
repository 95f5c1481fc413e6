import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { decode } from './decode.js';
import { gather, TestFolder } from './reader-files.testing.js';
import { SourceError } from './source-error.js';
import type { ReadOptions } from './source-record.js';

const TEXT = 'Müller 20 €\nKranträger 🏗\r\nschön';

describe('the text of a file', () => {
  let folder: TestFolder;

  beforeAll(async () => {
    folder = await TestFolder.create();
  });
  afterAll(() => folder.remove());

  const read = async (bytes: Buffer, options: ReadOptions = {}, gz = ''): Promise<string> => {
    const file = await folder.file(`contracts.csv${gz}`, bytes);
    return (await gather(decode(file, options))).join('');
  };
  const failure = async (...given: Parameters<typeof read>): Promise<string> => {
    const error: unknown = await read(...given).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SourceError);
    return (error as SourceError).message;
  };
  const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

  describe.each([1, 2, 3, 5, 512])('read %i bytes at a time', (chunkSize) => {
    it.each([
      ['UTF-8', Buffer.from(TEXT), undefined],
      ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${TEXT}`), undefined],
      ['UTF-16 with a little-endian mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le'), undefined],
      ['UTF-16 with a big-endian mark', utf16be(`\uFEFF${TEXT}`), undefined],
      ['UTF-16LE by name', Buffer.from(TEXT, 'utf16le'), 'UTF-16LE'],
      ['UTF-16BE by name', utf16be(TEXT), 'utf-16be'],
      ['GB 18030 by name', iconv.encode(TEXT, 'gb18030'), 'gb18030'],
      ['UTF-8 with a mark though another was named', Buffer.from(`\uFEFF${TEXT}`), 'cp1252'],
    ])('is whole in %s', async (_what, bytes, encoding) => {
      expect(await read(bytes, { chunkSize, encoding })).toBe(TEXT);
      expect(await read(gzipSync(bytes), { chunkSize, encoding }, '.gz')).toBe(TEXT);
    });
  });

  it('is read from cp1252 when that is named', async () => {
    const bytes = Buffer.from([0x4d, 0xfc, 0x20, 0x80, 0x96]);
    expect(await read(bytes, { encoding: 'windows-1252' })).toBe('Mü €–');
  });

  it('may be shorter than a byte order mark, or empty', async () => {
    expect(await read(Buffer.from('{}'))).toBe('{}');
    expect(await read(Buffer.alloc(0))).toBe('');
    expect(await read(Buffer.from([0xff, 0xfe]))).toBe('');
  });

  it('is longer than one piece', async () => {
    const text = 'ä€🏗x'.repeat(200_000);
    expect((await read(Buffer.from(text))) === text).toBe(true);
    expect((await read(gzipSync(text), {}, '.gz')) === text).toBe(true);
  });

  it.each([1, 4, 512])('fails with file and line on bytes that are no UTF-8 (%i)', async (size) => {
    const bytes = Buffer.from('ab\nc\nM\xfcller\nx', 'latin1');
    expect(await failure(bytes, { chunkSize: size })).toMatch(
      /^contracts\.csv cannot be read to its end, line 3: bytes that are not UTF-8/,
    );
  });

  it.each([
    ['a UTF-8 character cut off at the end', Buffer.from('a\n€').subarray(0, -1), undefined, 2],
    ['an overlong UTF-8 form', Buffer.from([0x0a, 0xc0, 0x80]), undefined, 2],
    ['a byte without meaning in cp1252', Buffer.from([0x0a, 0x61, 0x81]), 'cp1252', 2],
    ['half a surrogate pair', Buffer.from('\uFEFFa\n\nb\ud800c', 'utf16le'), undefined, 3],
    ['an odd number of bytes in UTF-16', Buffer.from([0xff, 0xfe, 0x61]), undefined, 1],
  ])('fails on %s', async (_what, bytes, encoding, line) => {
    expect(await failure(bytes, { encoding })).toContain(
      `cannot be read to its end, line ${line}: `,
    );
  });

  it('keeps a replacement character that is really there', async () => {
    expect(await read(Buffer.from('a\uFFFDb'))).toBe('a\uFFFDb');
  });

  it.each(['klingon', 'hex', 'base64'])('cannot be read as %s', async (encoding) => {
    expect(await failure(Buffer.from('a'), { encoding })).toBe(
      `the encoding "${encoding}" is not known`,
    );
  });

  it.each([1, 10, 20, 40])('fails when the gzip data lacks its last %i bytes', async (missing) => {
    const whole = gzipSync(Buffer.from(Array.from({ length: 99 }, Math.random).join('\n')));
    expect(await failure(whole.subarray(0, -missing), {}, '.gz')).toMatch(
      /^contracts\.csv\.gz cannot be read to its end, line \d+: the gzip data is cut off/,
    );
  });

  it('fails on an empty, a damaged and a mere so-called gzip file', async () => {
    const damaged = gzipSync(TEXT);
    damaged[14] = (damaged[14] ?? 0) ^ 0xff;
    for (const bytes of [Buffer.alloc(0), damaged, Buffer.from(TEXT)]) {
      expect(await failure(bytes, {}, '.gz')).toContain('cannot be read to its end');
    }
  });

  it.each([1, 7, 512])('goes on in a second gzip member, read by %i', async (chunkSize) => {
    const two = Buffer.concat([gzipSync('a\n'), gzipSync('b\n')]);
    expect(await read(two, { chunkSize }, '.gz')).toBe('a\nb\n');
    expect(await failure(two.subarray(0, -3), { chunkSize }, '.gz')).toContain('cut off');
  });

  it('reports the bytes of the file as stored', async () => {
    const bytes = gzipSync('abc\n'.repeat(5000));
    let count = 0;
    await read(bytes, { chunkSize: 16, onBytes: (more) => (count += more) }, '.gz');
    expect(count).toBe(bytes.length);
  });

  it('stops with the reason of the signal', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const onBytes = (): void => stop.abort(reason);
    const bytes = Buffer.from(TEXT);
    await expect(read(bytes, { chunkSize: 4, onBytes, signal: stop.signal })).rejects.toBe(reason);
  });
});
