import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase } from '../../../test/support/database.js';
import { joinCsv } from './csv-join.js';
import { all, brief, TestFolder } from './reader-files.testing.js';
import { readItems } from './read-items.js';
import type { SourceRecord } from './source-record.js';

type Contents = Record<string, string | Buffer>;

describe('CSV with nested files', () => {
  let database: { url: string; drop(): Promise<void> };
  let client: pg.Client;
  let folder: TestFolder;

  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    folder = await TestFolder.create();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
    await folder.remove();
  });

  const read = async (contents: Contents, signal?: AbortSignal): Promise<SourceRecord[]> => {
    const [parent, ...children] = await folder.files(contents);
    if (!parent) throw new Error('no parent');
    return all(joinCsv(client, parent, children, { signal, chunkSize: 7 }));
  };
  const tables = async (): Promise<number> => {
    const sql = "SELECT FROM pg_class WHERE relname LIKE 'csv%' AND pg_table_is_visible(oid)";
    return (await client.query(sql)).rowCount ?? 0;
  };

  it('joins rows in any order and keeps the order of each file', async () => {
    const records = await read({
      'contracts.csv': 'contractId,properties.total\nC2,5.00\nC1,7.10\nC3,\n',
      'contracts.assetDetails.csv':
        'rentedAssetId,contractId,rentalRate.daily.amount\nB,C1,9\nA,C2,1\nA,C1,\n,C2,3\n',
      'contracts.feeDetails.csv':
        'contractId,feeDetails[].name,feeDetails.amount\nC3,"x\ty\\\n",1\n',
    });
    expect(records[0]).toMatchObject({ file: 'contracts.csv', textual: true });
    expect(brief(records)).toEqual([
      [
        2,
        {
          contractId: 'C2',
          properties: { total: '5.00' },
          assetDetails: [
            { rentedAssetId: 'A', rentalRate: { daily: { amount: '1' } } },
            { rentalRate: { daily: { amount: '3' } } },
          ],
          feeDetails: [],
          taxDetails: [],
        },
      ],
      [
        3,
        {
          contractId: 'C1',
          properties: { total: '7.10' },
          assetDetails: [
            { rentedAssetId: 'B', rentalRate: { daily: { amount: '9' } } },
            { rentedAssetId: 'A' },
          ],
          feeDetails: [],
          taxDetails: [],
        },
      ],
      [
        4,
        {
          contractId: 'C3',
          assetDetails: [],
          feeDetails: [{ name: 'x\ty\\\n', amount: '1' }],
          taxDetails: [],
        },
      ],
    ]);
  });

  it('joins the groups of categories and the details of invoices', async () => {
    const categories = await read({
      'categories.csv': 'categoryId\n1\n',
      'categories.categoryGroups.csv':
        'categoryId,groupId,groupRate.properties.daily.amount\n1,G,2\n',
    });
    const groupRate = { properties: { daily: { amount: '2' } } };
    expect(categories[0]?.value?.['categoryGroups']).toEqual([{ groupId: 'G', groupRate }]);
    const invoices = await read({
      'invoices.csv': 'invoiceId\nI\n',
      'invoices.taxDetails.csv': 'invoiceId,amount\nI,2\n',
    });
    expect(invoices[0]?.value).toMatchObject({ assetDetails: [], taxDetails: [{ amount: '2' }] });
  });

  it('rejects nested rows without a parent, by file and line', async () => {
    const records = await read({
      'contracts.csv': 'contractId\nA\n',
      'contracts.taxDetails.csv': 'contractId,n\nA1,1\nA,2\n,3\n',
      'contracts.feeDetails.csv': 'contractId,n\n"A\u0000\\",1\n',
    });
    expect(records.slice(1)).toEqual([
      {
        file: 'contracts.feeDetails.csv',
        line: 2,
        textual: true,
        error: 'no contract A\u0000\\ in contracts.csv',
      },
      {
        file: 'contracts.taxDetails.csv',
        line: 2,
        textual: true,
        error: 'no contract A1 in contracts.csv',
      },
      { file: 'contracts.taxDetails.csv', line: 4, textual: true, error: 'no contractId' },
    ]);
    expect(records[0]?.value).toMatchObject({ feeDetails: [], taxDetails: [{ n: '2' }] });
  });

  it('gives each of two parents with the same key the same rows', async () => {
    const records = await read({
      'contracts.csv': 'contractId,a\nA,1\nA ,2\n',
      'contracts.feeDetails.csv': 'contractId,n\nA,1\n',
    });
    const feeDetails = [{ n: '1' }];
    expect(records.map(({ value }) => value)).toMatchObject([{ feeDetails }, { feeDetails }]);
  });

  it('rejects a parent together with its broken nested row', async () => {
    const records = await read({
      'contracts.csv': 'contractId,a\nA,1\nB,2,3\nC,1\n',
      'contracts.feeDetails.csv': 'contractId,n\nA,1\nA,2,3\nC,1\n',
    });
    expect(records).toMatchObject([
      {
        line: 2,
        value: { contractId: 'A' },
        error: 'contracts.feeDetails.csv line 3 belongs to it and is rejected',
      },
      { line: 3, value: { contractId: 'B' }, error: '3 cells, but the header has 2' },
      { line: 4, value: { contractId: 'C', a: '1', feeDetails: [{ n: '1' }] } },
      { file: 'contracts.feeDetails.csv', line: 3, error: '3 cells, but the header has 2' },
    ]);
    expect(records[0]?.value).toEqual({ contractId: 'A' });
  });

  it('gives no arrays to an item that is to be deleted', async () => {
    const records = await read({
      'contracts.csv': 'contractId,deleted\nA,true\n',
      'contracts.feeDetails.csv': 'contractId,n\n',
    });
    expect(records[0]?.value).toEqual({ contractId: 'A', deleted: 'true' });
  });

  it('takes keys longer than an index entry', async () => {
    const key = 'k'.repeat(50_000);
    const records = await read({
      'contracts.csv': `contractId\n${key}\n`,
      'contracts.feeDetails.csv': `contractId,n\n${key},1\n`,
    });
    expect(records[0]?.value?.['feeDetails']).toEqual([{ n: '1' }]);
  });

  it.each([
    [
      'the parent',
      { 'contracts.csv': 'contractId\nA\n"B\n', 'contracts.feeDetails.csv': 'contractId\n' },
    ],
    [
      'a nested file',
      { 'contracts.csv': 'contractId\nA\n', 'contracts.feeDetails.csv': 'contractId\n"B' },
    ],
    ['a header', { 'contracts.csv': 'contractId\nA\n', 'contracts.feeDetails.csv': 'n\n' }],
  ])(
    'fails as a whole when %s is broken, and leaves the connection clean',
    async (_what, contents) => {
      await expect(read(contents)).rejects.toMatchObject({ name: 'SourceError' });
      expect(await tables()).toBe(0);
    },
  );

  it('leaves the connection clean when the reader stops early or is aborted', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `C${i}`).join('\n');
    const contents = {
      'contracts.csv': `contractId\n${rows}\n`,
      'contracts.feeDetails.csv': `contractId\n${rows}\n`,
    };
    const files = await folder.files(contents);
    const options = { client: () => Promise.resolve(client) };
    for await (const records of readItems(files, options)) {
      expect(records).toHaveLength(128);
      break;
    }
    expect(await tables()).toBe(0);
    const reason = new Error('enough');
    await expect(read(contents, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(await tables()).toBe(0);
  });
});
