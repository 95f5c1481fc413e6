import { describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import fc from 'fast-check';
import { AppError } from '../errors.js';
import { IncrementalQuery } from '../incremental/incremental-query.js';
import {
  CustomerQuery,
  DealerQuery,
  FiveCustomersQuery,
  OneCustomerQuery,
  OptionalCustomerQuery,
  PageQuery,
} from './pull-query.js';
import { QueryPipe } from './query.pipe.js';

type Query = Readonly<Record<string, string | string[]>>;

function read<T>(metatype: Type<T>, query: Query): T {
  return new QueryPipe().transform(query, { type: 'query', metatype }) as T;
}

function fault(metatype: Type<unknown>, query: Query) {
  try {
    read(metatype, query);
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid-parameter') return error;
    throw error;
  }
  throw new Error('It was taken');
}

const names = (error: AppError) => error.parameters.map(({ name }) => name);

describe('customer', () => {
  it.each<[Query, string[]]>([
    [{ customer: '007' }, ['007']],
    [{ customer: '1,2,3,4,5' }, ['1', '2', '3', '4', '5']],
    [{ customer: ['1', '2,3'] }, ['1', '2', '3']],
    [{ customer: ' dcn , ,2,' }, ['dcn', '2']],
    [{ customer: '1,1, 1,1,1,1,1' }, ['1']],
    [{ Customer: '1', CUSTOMER: '2' }, ['1', '2']],
    [{ customer: '__proto__' }, ['__proto__']],
  ])('%j', (query, expected) => {
    expect(read(FiveCustomersQuery, query).customer).toEqual(expected);
  });

  it.each<[string, Type<unknown>, Query, string]>([
    ['missing', FiveCustomersQuery, {}, 'must be 1 to 5 Dealer Customer Numbers'],
    ['blank', FiveCustomersQuery, { customer: ' , ' }, 'must be 1 to 5 Dealer Customer Numbers'],
    [
      'six',
      FiveCustomersQuery,
      { customer: '1,2,3,4,5,6' },
      'must be 1 to 5 Dealer Customer Numbers',
    ],
    ['missing', OneCustomerQuery, {}, 'must be one Dealer Customer Number'],
    ['two', OneCustomerQuery, { customer: '1,2' }, 'must be one Dealer Customer Number'],
    ['two', CustomerQuery, { customer: ['1', '2'] }, 'must be one Dealer Customer Number'],
    [
      'two',
      OptionalCustomerQuery,
      { customer: '1,2' },
      'must be at most one Dealer Customer Number',
    ],
    ['with NUL', FiveCustomersQuery, { customer: '1,a\0' }, 'must be without NUL characters'],
  ])('%s is refused by %p', (_, type, query, reason) => {
    const error = fault(type, query);
    expect(error.parameters).toEqual([{ name: 'customer', reason }]);
    expect(error.message).toBe(`customer ${reason}`);
  });

  it('may be left out where it is optional', () => {
    expect(read(OptionalCustomerQuery, {}).customer).toEqual([]);
    expect(read(OptionalCustomerQuery, { customer: '' }).customer).toEqual([]);
  });
});

describe('items and page', () => {
  it.each<[Query, Partial<PageQuery>]>([
    [{}, { page: 0 }],
    [
      { items: '1', page: '0' },
      { items: 1, page: 0 },
    ],
    [
      { items: ' 1000 ', page: ' 7 ' },
      { items: 1000, page: 7 },
    ],
    [
      { Items: '20', PAGE: '3' },
      { items: 20, page: 3 },
    ],
    [{ items: '', page: '' }, { page: 0 }],
    [{ items: ['20', '20'] }, { items: 20, page: 0 }],
    [{ items: '007' }, { items: 7, page: 0 }],
    [{ page: '1000000000000' }, { page: 1e12 }],
  ])('%j', (query, expected) => {
    const { items, page } = read(PageQuery, query);
    expect({ page, ...(items !== undefined && { items }) }).toEqual(expected);
  });

  it.each([
    '0',
    '1001',
    '-1',
    '+1',
    '1.5',
    '1e2',
    '0x10',
    'ten',
    '٣',
    '9'.repeat(30),
    'NaN',
    'null',
    'true',
  ])('items=%s is refused', (items) => {
    const error = fault(PageQuery, { items });
    expect(error.message).toBe('items must be a whole number from 1 to 1000');
  });

  it.each(['-1', '1000000000001', '1.0', 'first', '9'.repeat(400)])(
    'page=%s is refused',
    (page) => {
      expect(names(fault(PageQuery, { page }))).toEqual(['page']);
    },
  );

  it('two different values are refused', () => {
    expect(names(fault(PageQuery, { items: ['10', '20'], page: '1', Page: '2' }))).toEqual([
      'items',
      'page',
    ]);
  });

  it('any text is a whole number within the bounds, or refused', () => {
    fc.assert(
      fc.property(fc.string(), (items) => {
        const trimmed = items.trim();
        const value = /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : NaN;
        if (trimmed === '') expect(read(PageQuery, { items }).items).toBeUndefined();
        else if (value >= 1 && value <= 1000) expect(read(PageQuery, { items }).items).toBe(value);
        else expect(names(fault(PageQuery, { items }))).toEqual(['items']);
      }),
    );
  });
});

describe('dealer', () => {
  it.each<[Query, string | undefined]>([
    [{}, undefined],
    [{ dealer: '  ' }, undefined],
    [{ Dealer: ' A000 ' }, 'A000'],
    [{ dealer: ['A000', 'A000 '] }, 'A000'],
  ])('%j', (query, expected) => {
    expect(read(DealerQuery, query).dealer).toBe(expected);
  });

  it.each<Query>([
    { dealer: ['A000', 'B000'] },
    { dealer: 'A000', DEALER: 'B000' },
    { dealer: 'A\0' },
  ])('%j is refused', (query) => {
    expect(names(fault(DealerQuery, query))).toEqual(['dealer']);
  });
});

describe('since', () => {
  const since = (value: string) => read(IncrementalQuery, { since: value }).since;

  it.each([
    ['2019-08-06T12:54:32Z', '2019-08-06T12:54:32Z'],
    [' 2019-08-06T14:54:32+02:00 ', '2019-08-06T12:54:32Z'],
    // A plus sign that was not encoded.
    ['2019-08-06T14:54:32 02:00', '2019-08-06T12:54:32Z'],
    ['2019-08-06T14:54:32.5 0200', '2019-08-06T12:54:32.500Z'],
    ['2019-08-06T10:54:32-02', '2019-08-06T12:54:32Z'],
    ['0000-00-00T00:00:00Z', '-infinity'],
  ])('%s is %s', (given, expected) => {
    expect(since(given)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    '2019-08-06',
    '2019-08-06T12:54:32',
    '2019-08-06 12:54',
    '2021-02-30T00:00:00Z',
  ])('%j, a time without zone or none at all, is refused', (given) => {
    expect(fault(IncrementalQuery, { since: given }).parameters).toEqual([
      { name: 'since', reason: expect.stringContaining('ISO 8601 with its zone') },
    ]);
  });

  it('must be there, and once', () => {
    expect(names(fault(IncrementalQuery, {}))).toEqual(['since']);
    const two = ['2019-08-06T12:54:32Z', '2020-08-06T12:54:32Z'];
    expect(names(fault(IncrementalQuery, { since: two }))).toEqual(['since']);
  });
});

describe('the query as a whole', () => {
  it('tells every fault at once', () => {
    const error = fault(FiveCustomersQuery, { items: '0', page: '-1', dealer: ['a', 'b'] });
    expect(names(error).sort()).toEqual(['customer', 'dealer', 'items', 'page']);
  });

  it('ignores what it does not know', () => {
    const unknown = { tems: '20', constructor: '2', tostring: '3', hasownproperty: '4' };
    const query = read(PageQuery, { ...unknown, items: '5' });
    expect(query).toBeInstanceOf(PageQuery);
    expect(query.items).toBe(5);
  });

  it('ignores names that mean something to JavaScript', () => {
    const hostile = JSON.parse('{"__proto__":"x","constructor":["y"],"prototype":"z"}') as Query;
    const query = read(PageQuery, { ...hostile, items: '5' });
    expect(query.items).toBe(5);
    expect(Object.getPrototypeOf(query)).toBe(PageQuery.prototype);
  });

  it('survives any names and values', () => {
    const value = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (query) => {
        const { customer } = read(FiveCustomersQuery, { ...query, customer: '1' });
        expect(customer).toContain('1');
      }),
    );
  });
});
