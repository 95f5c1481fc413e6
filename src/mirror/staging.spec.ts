import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Readable } from 'node:stream';
import type { Client } from 'pg';
import { TestMirror } from '../../test/support/test-mirror.js';
import { mirrorTable } from './mirror-table.js';
import { copyLine, copyToStaging, createStaging, dropStaging, stagingName } from './staging.js';

let mirror: TestMirror;
let session: Client;
let tables = 0;

beforeAll(async () => {
  mirror = await TestMirror.open();
  session = await mirror.database.session();
});
afterAll(async () => {
  await session.end();
  await mirror.close();
});

const HASH = 'ab'.repeat(32);

// What PostgreSQL can store: no NUL, no half pairs.
const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'));
const awkward = fc.constantFrom('\\N', '\\', '\t', '\n', '\r\n', '\\.', '\\x41', "'", '🚜', '');

it('any text comes out of staging as it went in', async () => {
  const value = fc.oneof(text, awkward);
  const rows = fc.array(fc.tuple(value, value, fc.option(value)), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const name = stagingName('A_B', ++tables, 'invoices');
      await createStaging(session, name, mirrorTable('invoices'));
      const lines = given.map(([key, document, pdf], index) =>
        copyLine(
          {
            operation: 'upsert',
            file: document,
            line: index,
            key: [key],
            values: ['1', key, 't', pdf],
            hash: HASH,
            document,
          },
          index,
          'invoices',
        ),
      );
      await copyToStaging(session, name, Readable.from(lines));
      const { rows: stored } = await session.query(
        `SELECT invoice_id, document, pdf_url, sort_key, file, listed, encode(hash, 'hex') AS hash
         FROM ${name} ORDER BY number`,
      );
      expect(stored).toEqual(
        given.map(([key, document, pdf]) => ({
          invoice_id: key,
          document,
          pdf_url: pdf,
          sort_key: key,
          file: document,
          listed: true,
          hash: HASH,
        })),
      );
      await session.query(`DROP TABLE ${name}`);
    }),
    { numRuns: 25 },
  );
});

it('a removal needs nothing but its key', async () => {
  const name = stagingName('A_B', ++tables, 'rates');
  await createStaging(session, name, mirrorTable('rates'));
  const nothing = { values: [], hash: '', document: '' };
  const row = { operation: 'delete', file: 'f', line: 1, key: ['1', 'G'], ...nothing } as const;
  await copyToStaging(session, name, Readable.from([copyLine(row, 1, 'rates')]));
  const { rows } = await session.query(
    `SELECT operation, customer_id, group_id, hash FROM ${name}`,
  );
  expect(rows).toEqual([{ operation: 'delete', customer_id: '1', group_id: 'G', hash: null }]);
});

it('what is dropped is the load’s own, however alike the names are', async () => {
  const all = [
    ['A_1', 1],
    ['A-1', 1],
    ['AB1', 1],
    ['A_1', 10],
    ['A_', 11],
  ] as const;
  for (const [dealer, load] of all)
    await createStaging(session, stagingName(dealer, load, 'rates'), mirrorTable('rates'));
  await dropStaging(session, 'A_1', 1);
  const { rows } = await session.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'staging' AND tablename LIKE 'A%.rates'`,
  );
  const left = rows.map(({ name }) => name).filter((name) => !name.startsWith('A_B'));
  expect(left.sort()).toEqual(['A-1.1.rates', 'AB1.1.rates', 'A_.11.rates', 'A_1.10.rates'].sort());
});
