import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { customer, rate } from '../../test/support/items.js';
import { TestMirror } from '../../test/support/test-mirror.js';
import type { ResourceName } from '../interface/resource.js';
import { IssueLog } from './issue-log.js';
import type { LoadIssue, LoadMode } from './load-report.js';
import { LoadStore } from './load.store.js';
import { prepareBatch } from './preparation/prepare-batch.js';
import type { SourceRecord } from './readers/source-record.js';
import { stageResource } from './stage-resource.js';

let mirror: TestMirror;
let session: Client;
let loads: LoadStore;
let dealer: string;
let tables = 0;

beforeAll(async () => {
  mirror = await TestMirror.open();
  session = await mirror.database.session();
  loads = new LoadStore(mirror.database);
});
afterAll(async () => {
  await session.end();
  await mirror.close();
});
beforeEach(async () => {
  dealer = await mirror.addDealer(`D${++tables}`);
  await loads.begin(session, dealer, 'full');
});

/** Stages the rows, each in a line of its own from 1, and tells what is left of them. */
async function stage(
  mode: LoadMode,
  rows: readonly object[],
  resource: ResourceName = 'customers',
) {
  const name = `staging.t${tables}`;
  const log = new IssueLog(loads, dealer, 1);
  const items = rows.map((value, index): SourceRecord => {
    const line = index + 1;
    return { file: 'f', line, textual: false, value: value as Record<string, unknown> };
  });
  async function* prepared() {
    const options = { timeZone: 'UTC', currency: 'USD' };
    yield* prepareBatch({ resource, first: 1, items }, options).resources;
  }
  const counts = await stageResource(resource, prepared(), { client: session, name, mode, log });
  const { rows: left } = await session.query<{ line: number; operation: string }>(
    `SELECT line::int, operation FROM ${name} ORDER BY line`,
  );
  const issues: LoadIssue[] = [];
  for await (const batch of loads.issues(dealer, 1)) issues.push(...batch);
  return {
    counts,
    left: left.map(({ line, operation }) => `${line} ${operation}`),
    issues: issues.map(
      ({ severity, line, value, reason }) => `${severity} ${line} ${value}: ${reason}`,
    ),
  };
}

const gone = (customerId: string) => ({ customerId, deleted: true });
const refused = (customerId: string) => ({ customerId });

describe('in a full load', () => {
  it('the first of two rows counts, and the other is refused when it differs', async () => {
    const { counts, left, issues } = await stage('full', [
      customer('1', 'A'),
      customer('2', 'B'),
      customer('1', 'C'),
      customer('1', 'A'),
    ]);
    expect(left).toEqual(['1 upsert', '2 upsert']);
    expect(issues).toEqual([
      'reject 3 1: is there twice with different content: taken is f line 1',
      'warning 4 1: is there twice with the same content: see f line 1',
    ]);
    expect(counts).toEqual({
      read: 4,
      upserts: 2,
      deletions: 0,
      keyless: 0,
      rejected: 1,
      repeated: 1,
      warnings: 1,
    });
  });

  it('an item that one row removes and another, refused one has stays as it is published', async () => {
    const rows = [gone('1'), refused('1'), refused('2'), gone('2'), gone('3')];
    const { left, counts } = await stage('full', rows);
    expect(left).toEqual(['2 keep', '3 keep', '5 delete']);
    expect(counts).toMatchObject({ read: 5, deletions: 1, rejected: 2, repeated: 2 });
  });

  it('two rates are the same one only when both parts of the key are', async () => {
    const rows = [rate('1', 'G'), rate('1', 'H'), rate('2', 'G'), rate('1', 'G', 9)];
    const { left, issues } = await stage('full', rows, 'rates');
    expect(left).toEqual(['1 upsert', '2 upsert', '3 upsert']);
    expect(issues).toEqual([expect.stringMatching(/^reject 4 1, G: is there twice/)]);
  });
});

describe('in a delta', () => {
  it('the last of several changes counts, and the others are told of', async () => {
    const { counts, left, issues } = await stage('delta', [
      customer('1', 'A'),
      gone('2'),
      customer('1', 'B'),
      customer('2', 'C'),
      customer('3'),
      gone('3'),
    ]);
    expect(left).toEqual(['3 upsert', '4 upsert', '6 delete']);
    expect(issues).toHaveLength(3);
    expect(issues).toContain('warning 1 1: is changed once more: taken is f line 3');
    expect(counts).toMatchObject({ read: 6, upserts: 2, deletions: 1, rejected: 0, repeated: 3 });
  });

  it('a row that was refused does not undo the change before it', async () => {
    const { left } = await stage('delta', [customer('1', 'A'), refused('1')]);
    expect(left).toEqual(['1 upsert', '2 keep']);
  });

  it('an item whose removal is followed by a row that was refused stays as it is published', async () => {
    const { counts, left, issues } = await stage('delta', [gone('1'), refused('1'), gone('2')]);
    expect(left).toEqual(['2 keep', '3 delete']);
    expect(issues).toContain(
      'warning 1 1: is not removed, as another row of it was refused: f line 2',
    );
    expect(counts).toMatchObject({ read: 3, deletions: 1, rejected: 1, repeated: 1 });
  });

  it('an item that is removed after a row that was refused goes', async () => {
    const { left } = await stage('delta', [refused('1'), gone('1')]);
    expect(left).toEqual(['1 keep', '2 delete']);
  });
});
