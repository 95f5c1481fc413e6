import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCsv, readFlatCsv } from './csv-reader.js';
import { all, brief, piecesOf } from './reader-files.testing.js';

const csv = async (
  text: string,
  length?: number,
  delimiter?: string,
): Promise<[number, unknown][]> => {
  const pieces = piecesOf(text, length);
  const rules = { keys: ['id'], arrays: ['feeDetails'] };
  return brief(await all(readCsv({ file: 'contracts.csv', pieces, delimiter, rules })));
};

describe('CSV', () => {
  it.each([1, 2, 3, 7, 1000])('follows RFC 4180, cut into pieces of %i', async (length) => {
    const text = 'id,name\r\n1,"a ""b"", c"\r\n2,"two\r\nlines\n\n3"\r\n\r\n3,ü€\n4,"x"';
    expect(await csv(text, length)).toEqual([
      [2, { id: '1', name: 'a "b", c' }],
      [3, { id: '2', name: 'two\r\nlines\n\n3' }],
      [8, { id: '3', name: 'ü€' }],
      [9, { id: '4', name: 'x' }],
    ]);
  });

  it.each(['id,a\n1,x\r\n2,y\n3,z\r\n', 'id,a\r\n1,x\n2,y\r\n3,z\n'])(
    'may mix its line ends: %j',
    async (text) => {
      const rows = [
        [2, { id: '1', a: 'x' }],
        [3, { id: '2', a: 'y' }],
        [4, { id: '3', a: 'z' }],
      ];
      expect(await csv(text)).toEqual(rows);
      expect(await csv(text, 1)).toEqual(rows);
    },
  );

  it('gives back every text that was written with quotes, and the line of its row', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'ü', '€', '🏗'),
      minLength: 1,
    });
    const table = fc.array(fc.tuple(cell, cell), { maxLength: 5 });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), async (rows, end) => {
        const lines = ['id,a', ...rows.map((row) => row.map(quoted).join(','))];
        const expected = rows.map(([id, a], index) => {
          const before = lines.slice(0, index + 1).join('\n');
          return [before.split('\n').length + 1, { id, a }];
        });
        expect(await csv(lines.join(end) + end)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('may have another delimiter', async () => {
    expect(await csv('id;a\n1;"x;y,z"\n', 3, ';')).toEqual([[2, { id: '1', a: 'x;y,z' }]]);
    expect(await csv('id\ta\n1\t"x"\n', 3, '\t')).toEqual([[2, { id: '1', a: 'x' }]]);
  });

  it('has field paths for column names', async () => {
    const text = ' id , p.total,p.tax.amount ,toString.x\n1,5.00,007,t\n2,,,\n3,,1,\n';
    expect(await csv(text)).toEqual([
      [2, { id: '1', p: { total: '5.00', tax: { amount: '007' } }, toString: { x: 't' } }],
      [3, { id: '2' }],
      [4, { id: '3', p: { tax: { amount: '1' } } }],
    ]);
  });

  it('rejects rows with other than the header’s number of cells and keeps their key', async () => {
    expect(await csv('id,a,b\n1,2\n1,2,3,4\n1,2,3\n')).toEqual([
      [2, '2 cells, but the header has 3'],
      [3, '4 cells, but the header has 3'],
      [4, { id: '1', a: '2', b: '3' }],
    ]);
    const rules = { keys: ['id'] };
    const input = { file: 'x.csv', pieces: piecesOf('a,id\n7,8,9\n'), rules };
    expect(await all(readCsv(input))).toMatchObject([
      { line: 2, textual: true, value: { id: '8' } },
    ]);
  });

  it.each([
    ['', 'contracts.csv is empty: it has no header'],
    ['id,a,id\n', 'contracts.csv, line 1: the column id is there twice'],
    ['id,a, a\n', 'contracts.csv, line 1: the column a is there twice'],
    ['id,,a\n', 'contracts.csv, line 1: column 2 has no name'],
    ['\n\nid,\n', 'contracts.csv, line 3: column 2 has no name'],
    ['name,a\n', 'contracts.csv, line 1: the column id is missing (columns: name, a)'],
    ['id,a..b\n', 'contracts.csv, line 1: the column a..b has an empty part'],
    ['id,p,p.total\n', 'contracts.csv, line 1: the column p contradicts the column p.total'],
    ['id,a.__proto__.b\n', 'contracts.csv, line 1: the column a.__proto__.b is not allowed'],
    ['id,constructor\n', 'contracts.csv, line 1: the column constructor is not allowed'],
    ['id,x.prototype\n', 'contracts.csv, line 1: the column x.prototype is not allowed'],
    ['id,a[].b\n', 'contracts.csv, line 1: the column a[].b leads into an array'],
    [
      'id,feeDetails[].amount\n',
      'contracts.csv, line 1: the column feeDetails[].amount belongs in the nested file for feeDetails',
    ],
  ])('fails on the header %j', async (text, message) => {
    await expect(csv(text)).rejects.toThrow(message);
  });

  it.each([
    ['id,a\n1,"x\ny"\n2,"z\n3,4\n', 4, 'a quote that is never closed'],
    ['id,a\r\n1,"x\r\ny"\r\n2,"z"z\r\n', 4, 'text after a closing quote'],
    ['id,a\n1,5" pipe\n', 2, 'a quote inside a cell that does not begin with one'],
    ['id,a\n1,"x\n2,"y"\n', 2, 'text after a closing quote'],
    ['id,a\n1,x\n2,"', 3, 'a quote that is never closed'],
  ])('fails as a whole on the quotes of %j', async (text, line, reason) => {
    const message = `contracts.csv cannot be read to its end, line ${line}: the row that starts here has ${reason}`;
    await expect(csv(text)).rejects.toThrow(message);
    await expect(csv(text, 1)).rejects.toThrow(message);
  });

  it('fails with the line where a quote starts that swallows the file', async () => {
    const text = `id,a\n1,x\n2,"y\n${'3,zzzzzzzz\n'.repeat(200_000)}`;
    await expect(csv(text, 65_536)).rejects.toThrow('line 3: the row that starts here is longer');
  });

  it.each(['', '"', '\n'])('refuses %j as a delimiter', async (delimiter) => {
    await expect(csv('id\n', 9, delimiter)).rejects.toThrow(
      'contracts.csv cannot be read with the delimiter ',
    );
  });
});

describe('CSV without nested files', () => {
  const flat = async (
    resource: 'contracts' | 'categories' | 'rates',
    text: string,
  ): Promise<unknown> =>
    brief(await all(readFlatCsv(resource, { file: 'x.csv', pieces: piecesOf(text) })));

  it('gives items empty arrays, but not those to be deleted', async () => {
    const nothing = { assetDetails: [], feeDetails: [], taxDetails: [] };
    expect(await flat('contracts', 'contractId,deleted\nA,\nB,true\nC,false\n')).toEqual([
      [2, { contractId: 'A', ...nothing }],
      [3, { contractId: 'B', deleted: 'true' }],
      [4, { contractId: 'C', deleted: 'false', ...nothing }],
    ]);
    expect(await flat('categories', 'categoryId\n1\n')).toEqual([
      [2, { categoryId: '1', categoryGroups: [] }],
    ]);
  });

  it('wants every column of a key', async () => {
    expect(await flat('rates', 'groupId,customerId\nG,C\n')).toEqual([
      [2, { groupId: 'G', customerId: 'C' }],
    ]);
    await expect(flat('rates', 'customerId\nC\n')).rejects.toThrow('the column groupId is missing');
  });
});
