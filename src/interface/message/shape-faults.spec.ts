import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { parseJson } from '../lossless-json.js';
import { NumberLiteral } from '../number-literal.js';
import {
  AnyObject,
  Base64,
  Decimal,
  Flag,
  Identifier,
  Instant,
  ListOf,
  Nested,
  OneOf,
  Text,
  TextMap,
  TextOrNumber,
  Whole,
} from './fields.js';
import { shapeFaults } from './shape-faults.js';

class Inner {
  @Text({ required: true })
  name!: string;
}

class Outer {
  @Text() text?: string;
  @TextOrNumber() both?: string;
  @Identifier() id?: string;
  @Flag() flag?: boolean;
  @Whole() whole?: number;
  @Decimal() decimal?: number;
  @Instant() time?: string;
  @OneOf(['a', 'b']) choice?: string;
  @Base64() contents?: string;
  @AnyObject() free?: object;
  @TextMap() map?: object;
  @Nested(() => Inner) inner?: Inner;
  @ListOf(() => Inner, { most: 2 }) 'inner-list'?: Inner[];
}

const big = new NumberLiteral('123456789012345678');

describe('a value of its type is taken', () => {
  it.each([
    { text: '' },
    { text: 'x'.repeat(100_000) },
    { both: 12.5 },
    { both: '12.5' },
    { both: big },
    { id: 1234567 },
    { id: big },
    { id: 'x'.repeat(200) },
    { flag: true },
    { flag: 'false' },
    { flag: 'TRUE' },
    { flag: '' },
    { whole: 0 },
    { whole: -3 },
    { whole: big },
    { whole: new NumberLiteral('1e3') },
    { decimal: 0.5 },
    { decimal: big },
    { time: '2022-01-01T00:00:30Z' },
    { time: '2022-01-01T00:00:30.123+02:00' },
    { time: '' },
    { choice: 'b' },
    { choice: '' },
    { contents: '' },
    { contents: 'YQ==' },
    { contents: 'YQ' },
    { contents: ' Y W\r\nJj\t' },
    { free: { any: [1] } },
    { map: { a: 'x', b: 1, c: null, d: true, e: big } },
    { inner: { name: 'x', more: 1 } },
    { 'inner-list': [] },
    { 'inner-list': [{ name: 'x' }, { name: 'y' }] },
    { unknown: { 'inner-list': 1 } },
  ])('%j', (value) => expect(shapeFaults(Outer, value)).toEqual([]));

  it.each([
    'text',
    'id',
    'flag',
    'whole',
    'time',
    'choice',
    'contents',
    'map',
    'inner',
    'inner-list',
  ])('null as %s is as good as nothing', (name) =>
    expect(shapeFaults(Outer, { [name]: null })).toEqual([]),
  );
});

describe('a value of another type is a fault', () => {
  it.each([
    [{ text: 1 }, 'text', 'must be text'],
    [{ text: big }, 'text', 'must be text'],
    [{ both: true }, 'both', 'must be text or a number'],
    [{ id: ['x'] }, 'id', 'must be text or a number'],
    [{ id: 'x'.repeat(201) }, 'id', 'must be at most 200 characters long'],
    [{ flag: 'yes' }, 'flag', 'must be true or false'],
    [{ flag: 1 }, 'flag', 'must be true or false'],
    [{ whole: 1.5 }, 'whole', 'must be a whole number'],
    [{ whole: '1' }, 'whole', 'must be a whole number'],
    [{ whole: new NumberLiteral('1e-3') }, 'whole', 'must be a whole number'],
    [{ decimal: '1' }, 'decimal', 'must be a number'],
    [{ time: '2022-01-01T00:00:30' }, 'time', 'must be an ISO 8601 date with time and zone'],
    [{ time: '2021-02-30T00:00:30Z' }, 'time', 'must be an ISO 8601 date with time and zone'],
    [{ time: 1640995230 }, 'time', 'must be an ISO 8601 date with time and zone'],
    [{ choice: 'c' }, 'choice', 'must be one of a, b'],
    [{ contents: 'Y' }, 'contents', 'must be base64'],
    [{ contents: 'Y!==' }, 'contents', 'must be base64'],
    [{ contents: 'YQ=' }, 'contents', 'must be base64'],
    [{ contents: 'YQ==YQ==' }, 'contents', 'must be base64'],
    [{ contents: 5 }, 'contents', 'must be text'],
    [{ free: [] }, 'free', 'must be an object'],
    [{ map: { a: {} } }, 'map', 'must hold text only'],
    [{ map: 'x' }, 'map', 'must be an object'],
    [{ inner: [{ name: 'x' }] }, 'inner', 'must be an object'],
    [{ inner: big }, 'inner', 'must be an object'],
    [{ inner: {} }, 'inner.name', 'is missing'],
    [{ inner: { name: null } }, 'inner.name', 'is missing'],
    [{ inner: { name: ' ' } }, 'inner.name', 'must not be empty'],
    [{ 'inner-list': {} }, '["inner-list"]', 'must be an array'],
    [{ 'inner-list': [null] }, '["inner-list"][0]', 'must be an object'],
    [{ 'inner-list': [{ name: 'x' }, {}] }, '["inner-list"][1].name', 'is missing'],
    [
      { 'inner-list': [{ name: 'x' }, { name: 'x' }, { name: 'x' }] },
      '["inner-list"]',
      'must have at most 2 elements',
    ],
    [[], '', 'must be an object'],
    [null, '', 'must be an object'],
    ['x', '', 'must be an object'],
    [big, '', 'must be an object'],
  ])('%j', (value, path, reason) => {
    expect(shapeFaults(Outer, value)).toEqual([{ path, reason }]);
  });
});

it('every fault is named', () => {
  expect(shapeFaults(Outer, { text: 1, inner: {}, whole: 'x' }, 'payload')).toEqual([
    { path: 'payload.text', reason: 'must be text' },
    { path: 'payload.whole', reason: 'must be a whole number' },
    { path: 'payload.inner.name', reason: 'is missing' },
  ]);
});

it('a member that an object inherits is none of its own', () => {
  const parsed = parseJson('{"__proto__":{"text":1}}') as { value: unknown };
  expect(shapeFaults(Outer, parsed.value)).toEqual([]);
  expect(shapeFaults(Outer, Object.create({ text: 1 }))).toEqual([]);
});

it('class-validator finds the same faults, and numbers as ids become text', () => {
  const dto = plainToInstance(Outer, { id: 7, text: 1, inner: {}, 'inner-list': ['x'] });
  expect(dto.id).toBe('7');
  const faults = validateSync(dto).map(({ property }) => property);
  expect(faults.toSorted()).toEqual(['inner', 'inner-list', 'text']);
});
