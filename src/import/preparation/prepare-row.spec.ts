import { describe, expect, it } from '@jest/globals';
import { contract, customer, jobsite, rate } from '../../../test/support/items.js';
import { rowPreparer } from './prepare-row.js';
import type { SourceRecord } from '../readers/source-record.js';
import { LOADABLE } from '../registry.js';
import type { ResourceName } from '../../interface/resource.js';

const DEALER = { timeZone: 'America/Chicago', currency: 'EUR' };

function prepare(resource: ResourceName, value: unknown, more: Partial<SourceRecord> = {}) {
  const record = { file: 'f', line: 3, textual: false, value: value as SourceRecord['value'] };
  return rowPreparer(LOADABLE[resource])({ ...record, ...more }, DEALER);
}

describe('a valid row', () => {
  it('is staged as the new content of its item', () => {
    const { staged, rejected, remarks } = prepare('customers', customer('007', 'Bond'));
    expect({ rejected, remarks }).toEqual({ rejected: false, remarks: [] });
    expect(staged).toMatchObject({
      operation: 'upsert',
      file: 'f',
      line: 3,
      key: ['007'],
      values: [],
      document: '{"customerName":"Bond","customerId":"007"}',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('has the same hash again, whatever the order of its members', () => {
    const one = prepare('customers', { customerId: '1', customerName: 'A' });
    const other = prepare('customers', { customerName: 'A', customerId: '1' });
    expect(one.staged?.hash).toBe(other.staged?.hash);
  });

  it.each([
    ['a printed value', contract('A', '1'), contract('A', '1', { poNumber: 'P' })],
    ['what is not printed', contract('A', '1'), contract('A', '1', { active: false })],
    ['a count that is told', jobsite('A', '1'), jobsite('A', '1', { assetCount: 0 })],
    ['its customer', rate('1', 'G'), rate('2', 'G')],
  ])('has another hash when %s differs', (_, one, other) => {
    const resource = 'contractId' in one ? 'contracts' : 'jobsiteId' in one ? 'jobsites' : 'rates';
    const [first, second] = [prepare(resource, one), prepare(resource, other)];
    // Rates of two customers are two items; their documents are alike.
    const same = first.staged?.key.join() === second.staged?.key.join();
    if (same) expect(first.staged?.hash).not.toBe(second.staged?.hash);
    else expect(first.staged?.key).not.toEqual(second.staged?.key);
  });

  it('takes the currency and the time zone of the dealer', () => {
    const { staged } = prepare(
      'contracts',
      contract('A', '1', { contractEndDate: '2026-07-01 08:00' }),
    );
    expect(JSON.parse(staged?.document ?? '')).toMatchObject({
      currency: 'EUR',
      contractEndDate: '2026-07-01T13:00:00Z',
    });
  });
});

describe('a row that is refused', () => {
  it('asks that the published version of its item stays', () => {
    const { staged, rejected, remarks } = prepare('customers', { customerId: ' 7 ' });
    expect(rejected).toBe(true);
    expect(remarks).toContainEqual(expect.objectContaining({ field: 'customerName' }));
    expect(staged).toMatchObject({ operation: 'keep', key: ['7'], values: [], document: '' });
  });

  it.each([
    ['without a key', { customerName: 'A' }],
    ['with a key that is too long', { customerId: 'x'.repeat(51), customerName: 'A' }],
    ['with a key that is a number', { customerId: 7, customerName: 'A' }],
    ['with a key of white space', { customerId: ' \u00a0\u3000', customerName: 'A' }],
    ['that is no object', 'text'],
    ['that is an array', [{ customerId: '1' }]],
    ['that is null', null],
  ])('%s is not staged, and says why', (_, value) => {
    const { staged, rejected, remarks } = prepare('customers', value);
    expect({ staged, rejected }).toEqual({ staged: undefined, rejected: true });
    expect(remarks.length).toBeGreaterThan(0);
  });

  it('with only a part of its key is not staged', () => {
    expect(prepare('rates', { customerId: '1' }).staged).toBeUndefined();
  });
});

describe('a record that could not be read', () => {
  const error = 'is no JSON';

  it('is refused for that reason alone', () => {
    expect(prepare('customers', undefined, { error })).toMatchObject({
      staged: undefined,
      rejected: true,
      remarks: [{ severity: 'reject', field: '', value: undefined, reason: error }],
    });
  });

  it('asks that its item stays when at least its key could be read', () => {
    const { staged, remarks } = prepare(
      'customers',
      { customerId: ' 7' },
      { error, textual: true },
    );
    expect(staged).toMatchObject({ operation: 'keep', key: ['7'] });
    expect(remarks).toHaveLength(1);
  });
});

describe('a removal', () => {
  it.each([true, 'true', ' TRUE ', 'yes', '1', 'Y'])('is asked for with deleted: %j', (deleted) => {
    const { staged, rejected, remarks, unknownFields } = prepare('customers', {
      customerId: ' 7',
      deleted,
      whatever: 1,
    });
    expect(staged).toMatchObject({ operation: 'delete', key: ['7'], hash: '', document: '' });
    expect({ rejected, unknown: [...unknownFields] }).toEqual({ rejected: false, unknown: [] });
    expect(remarks).toMatchObject([{ severity: 'warning', field: 'customerId' }]);
  });

  it.each([false, 'false', 'no', '0', null, undefined, '', ' '])(
    'is not asked for with deleted: %j',
    (deleted) => {
      const { staged, unknownFields } = prepare('customers', { ...customer('7'), deleted });
      expect(staged).toMatchObject({ operation: 'upsert' });
      expect([...unknownFields]).toEqual([]);
    },
  );

  it.each([1, 'ja', 'deleted', {}, [], 'constructor'])(
    'that cannot be told from its absence is refused: deleted: %j',
    (deleted) => {
      const { staged, rejected, remarks } = prepare('customers', { ...customer('7'), deleted });
      expect(rejected).toBe(true);
      expect(staged).toMatchObject({ operation: 'keep', key: ['7'] });
      expect(remarks).toMatchObject([{ field: 'deleted', reason: 'must be true or false' }]);
    },
  );

  it('needs the whole key', () => {
    expect(prepare('rates', { customerId: '1', deleted: true })).toMatchObject({
      staged: undefined,
      rejected: true,
      remarks: [{ field: 'groupId', reason: 'is missing' }],
    });
  });
});

describe('names of members that mean something to JavaScript', () => {
  const named = JSON.parse(
    '{"customerId":"1","customerName":"A","__proto__":{"deleted":true},"constructor":1,"toString":"x","hasOwnProperty":null}',
  ) as object;

  it('are unknown members like any other', () => {
    const { staged, unknownFields } = prepare('customers', named);
    expect(staged?.document).toBe('{"customerName":"A","customerId":"1"}');
    expect([...unknownFields].sort()).toEqual([
      '__proto__',
      'constructor',
      'hasOwnProperty',
      'toString',
    ]);
    expect(Object.prototype).not.toHaveProperty('deleted');
  });
});
