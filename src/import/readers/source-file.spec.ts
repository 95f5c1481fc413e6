import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestFolder } from './reader-files.testing.js';
import { findSourceFiles, SourceError } from './source-file.js';

describe('finding import files', () => {
  let folder: TestFolder;

  beforeEach(async () => {
    folder = await TestFolder.create();
  });
  afterEach(() => folder.remove());

  const put = (...names: string[]): Promise<string[]> =>
    Promise.all(names.map((name) => folder.write(name, 'x')));
  const failure = async (...paths: string[]): Promise<string> => {
    const error: unknown = await findSourceFiles(paths).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SourceError);
    const { message } = error as SourceError;
    expect(message).not.toContain('\n');
    return message;
  };

  it('takes the matching children of a folder and lists the others as ignored', async () => {
    await put('invoices.json', 'customers.ndjson.gz', 'readme.txt', 'contracts.backup.csv');
    await mkdir(join(folder.path, 'contracts.csv'));
    const { files, ignored } = await findSourceFiles([folder.path]);
    expect(files.map(({ name }) => name)).toEqual(['customers.ndjson.gz', 'invoices.json']);
    expect(files[0]).toEqual({
      path: join(folder.path, 'customers.ndjson.gz'),
      name: 'customers.ndjson.gz',
      resource: 'customers',
      format: 'ndjson',
      compressed: true,
      size: 1,
    });
    expect(ignored.map((path) => basename(path))).toEqual([
      'contracts.backup.csv',
      'contracts.csv',
      'readme.txt',
    ]);
  });

  it('puts a CSV file before its nested files', async () => {
    await put('contracts.feeDetails.csv.gz', 'contracts.csv', 'contracts.assetDetails.csv');
    const { files } = await findSourceFiles([folder.path]);
    expect(files.map(({ array }) => array)).toEqual([undefined, 'assetDetails', 'feeDetails']);
  });

  it('does not mind the case of a name', async () => {
    const [path = ''] = await put('Contracts.CSV');
    const { files } = await findSourceFiles([path]);
    expect(files).toMatchObject([{ resource: 'contracts', format: 'csv', compressed: false }]);
  });

  it('counts a file once that is named by itself and by its folder', async () => {
    const [path = ''] = await put('rates.csv');
    expect((await findSourceFiles([folder.path, path])).files).toHaveLength(1);
  });

  it('says that a path does not exist', async () => {
    expect(await failure(join(folder.path, 'gone.csv'))).toMatch(/gone\.csv does not exist$/);
  });

  it('says that a folder holds no import file, and what such files are called', async () => {
    await put('notes.txt');
    expect(await failure(folder.path)).toMatch(/holds no import file; allowed names: customers/);
  });

  it.each(['orders.csv', 'contracts.xml', 'contracts.rentals.csv', 'contracts.feeDetails.json'])(
    'refuses %s when it is named itself',
    async (name) => {
      const [path = ''] = await put(name);
      expect(await failure(path)).toMatch(/is not an import file; allowed names: .*\.gz$/);
    },
  );

  it.each([
    ['contracts.csv', 'contracts.ndjson', 'contracts'],
    ['contracts.csv', 'contracts.csv.gz', 'contracts'],
  ])('refuses %s beside %s', async (one, other, what) => {
    await put(one, other);
    expect(await failure(folder.path)).toMatch(new RegExp(`^${what} is there twice: `));
  });

  it('refuses a nested array that is there twice', async () => {
    await put('contracts.csv', 'contracts.feeDetails.csv', 'contracts.feeDetails.csv.gz');
    expect(await failure(folder.path)).toMatch(/^contracts\.feeDetails is there twice/);
  });

  it.each(['contracts.ndjson', 'invoices.csv'])(
    'refuses nested contract rows beside %s only',
    async (other) => {
      await put('contracts.taxDetails.csv', other);
      expect(await failure(folder.path)).toMatch(/nested rows, but there is no contracts\.csv$/);
    },
  );
});
