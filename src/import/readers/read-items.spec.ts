import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { brief, gather, TestFolder } from './reader-files.testing.js';
import { readItems, type ItemOptions } from './read-items.js';
import type { SourceItem } from './source-record.js';

const noClient = (): Promise<never> => Promise.reject(new Error('no join here'));

describe('the records of a resource', () => {
  let folder: TestFolder;

  beforeAll(async () => {
    folder = await TestFolder.create();
  });
  afterAll(() => folder.remove());

  const batches = async (
    name: string,
    content: string | Buffer,
    options: Partial<ItemOptions> = {},
  ): Promise<SourceItem[][]> => {
    const files = await folder.files({ [name]: content });
    return gather(readItems(files, { client: noClient, ...options }));
  };

  it.each([
    ['jobsites.ndjson', '{"jobsiteId":"ü"}\n'],
    ['jobsites.json', '[{"jobsiteId":"ü"}]'],
    ['jobsites.csv', 'jobsiteId\nü\n'],
  ])('are the same from %s in every encoding, packed or not', async (name, text) => {
    const forms: [Buffer, string?][] = [
      [Buffer.from(text)],
      [Buffer.from(`\uFEFF${text.replaceAll('\n', '\r\n')}`)],
      [Buffer.from(`\uFEFF${text}`, 'utf16le')],
      [iconv.encode(text, 'cp1252'), 'cp1252'],
    ];
    for (const [bytes, encoding] of forms) {
      const line = name.endsWith('.csv') ? 2 : 1;
      const expected = [[line, { jobsiteId: 'ü' }]];
      expect(brief((await batches(name, bytes, { encoding })).flat())).toEqual(expected);
      const packed = await batches(`${name}.gz`, gzipSync(bytes), { encoding });
      expect(brief(packed.flat())).toEqual(expected);
    }
  });

  it.each(['ndjson', 'json', 'csv'])('never come from a packed %s file cut off', async (format) => {
    const ids = Array.from({ length: 5000 }, () => String(Math.random()));
    const items = ids.map((locationId) => JSON.stringify({ locationId }));
    const text = {
      ndjson: items.join('\n'),
      json: `[${items.join()}]`,
      csv: `locationId\n${ids.join('\n')}`,
    }[format];
    const bytes = gzipSync(text ?? '').subarray(0, -9);
    await expect(batches(`locations.${format}.gz`, bytes)).rejects.toMatchObject({
      name: 'SourceError',
      message: expect.stringMatching(/^locations\.\w+\.gz cannot be read to its end, line \d+: /),
    });
  });

  it('come in batches of 128, and all bytes are reported', async () => {
    const items = Array.from({ length: 5_000 }, (_, i) => `{"customerId":"${i}"}`);
    const text = `[${items.join(',\n')}]`;
    let bytes = 0;
    const onBytes = (more: number): void => void (bytes += more);
    const found = await batches('customers.json', text, { onBytes });
    expect(found.map(({ length }) => length)).toEqual([...Array<number>(39).fill(128), 8]);
    expect(found.flat().at(-1)).toMatchObject({ line: 5_000, text: '{"customerId":"4999"}' });
    expect(bytes).toBe(text.length);
  });

  it('come in smaller batches when they are large', async () => {
    const text = `{"customerId":"${'x'.repeat(500_000)}"}\n`.repeat(40);
    const found = await batches('customers.ndjson', text);
    expect(found.length).toBeGreaterThan(1);
    expect(brief(found.flat())).toHaveLength(40);
  });

  it('stop with the reason of the signal', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const files = await folder.files({ 'customers.ndjson': '{}\n'.repeat(200_000) });
    const reading = async (): Promise<void> => {
      const options = { client: noClient, signal: stop.signal };
      for await (const _batch of readItems(files, options)) stop.abort(reason);
    };
    await expect(reading()).rejects.toBe(reason);
  });

  it('want the files of one resource', async () => {
    const files = await folder.files({ 'rates.json': '[]', 'locations.json': '[]' });
    const reading = gather(readItems(files, { client: noClient }));
    await expect(reading).rejects.toThrow('the files of one resource');
  });
});
