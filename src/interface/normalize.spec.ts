import { describe, expect, it } from '@jest/globals';
import {
  array,
  boolean,
  datetime,
  double,
  identifier,
  integer,
  object,
  text,
  type Field,
} from './field.js';
import { objectNormalizer } from './normalize.js';
import { Row } from './normalizer.js';
import { NumberLiteral } from './number-literal.js';

function take(fields: readonly Field[], value: unknown, textual = false) {
  const row = new Row({ timeZone: 'America/Chicago', currency: 'EUR', textual });
  const result = objectNormalizer(fields)(value, row);
  return {
    json: result && JSON.stringify(result),
    remarks: row.remarks.map(({ severity, field, reason }) => `${severity} ${field}: ${reason}`),
    unknown: [...row.unknownFields],
    rejected: row.rejected,
  };
}

const id = identifier('id', '', { required: true });
const name = text('name', '');

describe('members', () => {
  it('come in the order of the declaration', () => {
    expect(take([id, name], { name: 'b', id: 'a' }).json).toBe('{"id":"a","name":"b"}');
  });

  it.each([undefined, null, '', '  ', '\u00a0\u3000\n'])(
    'with the value %j are not there',
    (value) => {
      expect(take([name], { name: value })).toMatchObject({ json: '{}', remarks: [] });
      expect(take([id], { id: value })).toMatchObject({
        remarks: ['reject id: is missing'],
        rejected: true,
      });
    },
  );

  it('that are not declared are left out and named, with their path', () => {
    const fields = [id, object('more', '', [name]), array('list', '', [name])];
    const value = { id: 'a', x: null, more: { y: 1 }, list: [{ z: 1 }, { z: 2, name: 'n' }] };
    expect(take(fields, value)).toMatchObject({
      json: '{"id":"a","more":{},"list":[{},{"name":"n"}]}',
      unknown: ['more.y', 'list[].z', 'x'],
      rejected: false,
    });
  });

  it('that are unknown are named in a form that can be stored', () => {
    const { unknown } = take([id], { id: 'a', 'x\0\ud800': 1, ['y'.repeat(5000)]: 1 });
    expect(unknown).toEqual(['x\\0\ufffd', `${'y'.repeat(100)}…`]);
  });

  it('tell all their faults at once, each with its place', () => {
    const fields = [id, object('more', '', [id]), array('list', '', [id, integer('n', '')])];
    expect(take(fields, { more: {}, list: [{ id: 'a', n: 1 }, { n: 'x' }] }).remarks).toEqual([
      'reject id: is missing',
      'reject more.id: is missing',
      'reject list[1].id: is missing',
      'reject list[1].n: must be a whole number',
    ]);
  });
});

describe('names that mean something to JavaScript', () => {
  const hostile = JSON.parse(
    '{"__proto__":{"id":"p"},"constructor":{"prototype":{"x":1}},"toString":"t","valueOf":1,"id":"a"}',
  ) as object;

  it('are inert in an object', () => {
    expect(take([id, object('more', '', [id])], { ...hostile, more: hostile })).toMatchObject({
      json: '{"id":"a","more":{"id":"a"}}',
      rejected: false,
    });
    expect({}).not.toHaveProperty('x');
  });

  it('do not stand in for a member that is missing', () => {
    const value = JSON.parse('{"__proto__":{"id":"p"}}') as unknown;
    expect(take([id], value).remarks).toEqual(['reject id: is missing']);
  });

  it.each(['constructor', '__proto__', 'toString', 'valueOf'])('%s is no boolean', (word) => {
    expect(take([boolean('flag', '')], { flag: word }, true)).toMatchObject({
      rejected: true,
      remarks: ['reject flag: must be true or false'],
    });
  });
});

describe('objects and arrays', () => {
  it.each([[[]], ['a'], [1], [null], [true]])('%j is no object', (value) => {
    expect(take([id], value)).toMatchObject({ json: undefined, rejected: true });
  });

  it.each([[{}], ['a'], [1]])('%j is no array', (value) => {
    expect(take([array('list', '', [id])], { list: value }).remarks).toEqual([
      'reject list: must be an array',
    ]);
  });

  it('an array may be empty, though it is required', () => {
    expect(take([array('list', '', [id], { required: true })], { list: [] }).json).toBe(
      '{"list":[]}',
    );
  });

  it('an element that is no object is refused with its index', () => {
    expect(take([array('list', '', [id])], { list: [{ id: 'a' }, null] }).remarks).toEqual([
      'reject list[1]: must be an object',
    ]);
  });
});

describe('numbers', () => {
  const fields = [double('d', ''), integer('i', ''), integer('amount', '', { rounded: true })];

  it('are printed in their form', () => {
    const value = { d: 5000, i: 3, amount: -0 };
    expect(take(fields, value).json).toBe('{"d":5000.0,"i":3,"amount":0}');
    const literal = (source: string) => new NumberLiteral(source);
    const exact = { d: literal('1e3'), i: literal('1e2'), amount: literal('12345678901234567890') };
    expect(take(fields, exact).json).toBe('{"d":1000.0,"i":100,"amount":12345678901234567890}');
  });

  it('that must be whole are rounded where the interface says so, else refused', () => {
    expect(take(fields, { amount: 99.5 })).toMatchObject({
      json: '{"amount":100}',
      remarks: ['warning amount: is an Integer in the interface: 100 was taken'],
    });
    expect(take(fields, { i: 1.5 }).remarks).toEqual(['reject i: must be a whole number']);
  });

  it.each(['1', ' 1.0 '])('in quotes (%j) are numbers in CSV, and none in JSON', (one) => {
    const value = { d: one, i: one };
    expect(take(fields, value, true)).toMatchObject({ json: '{"d":1.0,"i":1}', remarks: [] });
    expect(take(fields, value).remarks).toEqual([
      'reject d: must be a number',
      'reject i: must be a whole number',
    ]);
  });

  it.each([true, {}, [], '1,5', '0x1'])('%j is none', (value) => {
    expect(take(fields, { d: value, i: value }, true).remarks).toHaveLength(2);
  });

  it('may go by another name, of which the first counts', () => {
    const field = [double('amount', '', { aliases: ['amout'] })];
    expect(take(field, { amout: 1 })).toMatchObject({ json: '{"amount":1.0}', unknown: [] });
    expect(take(field, { amout: 1, amount: 2 })).toMatchObject({ json: '{"amount":2.0}' });
    expect(take(field, { amout: 1, amount: null })).toMatchObject({ json: '{"amount":1.0}' });
  });
});

describe('booleans and datetimes', () => {
  const fields = [boolean('b', ''), datetime('t', '')];

  it.each([
    ['yes', true],
    ['Y', true],
    [' TRUE ', true],
    ['1', true],
    ['no', false],
    ['N', false],
    ['False', false],
    ['0', false],
  ])('the word %j is %j in CSV, and none in JSON', (word, value) => {
    expect(take(fields, { b: word }, true).json).toBe(`{"b":${value}}`);
    expect(take(fields, { b: word }).rejected).toBe(true);
  });

  it('false is a value', () => {
    expect(take([boolean('b', '', { required: true })], { b: false }).json).toBe('{"b":false}');
  });

  it('times are brought to UTC from the zone of the dealer', () => {
    expect(take(fields, { t: ' 2026-07-01 08:00 ' }).json).toBe('{"t":"2026-07-01T13:00:00Z"}');
    expect(take(fields, { t: '2021-02-30' }).remarks).toHaveLength(1);
    expect(take(fields, { t: 1_751_374_800_000 }).rejected).toBe(true);
  });
});

describe('a value that is missing is replaced by', () => {
  it('a text', () => {
    const field = text('type', '', { values: ['Rental'], fallback: { text: 'Rental' } });
    expect(take([field], { type: ' ' }).json).toBe('{"type":"Rental"}');
  });

  it('the currency of the dealer', () => {
    expect(take([identifier('currency', '', { fallback: 'dealer currency' })], {}).json).toBe(
      '{"currency":"EUR"}',
    );
  });

  it('its sibling, as that was taken and within its own limit', () => {
    const fields = [
      text('shortDescription', ''),
      text('model', '', {
        required: true,
        maxLength: 3,
        fallback: { sibling: 'shortDescription' },
      }),
    ];
    expect(take(fields, { shortDescription: 'abcd' }).json).toBe(
      '{"shortDescription":"abcd","model":"abc"}',
    );
    expect(take(fields, {}).remarks).toEqual(['reject model: is missing']);
  });

  it('the exact amount of a sibling that was rounded', () => {
    const fields = [
      integer('amount', '', { rounded: true }),
      text('display', '', { fallback: { exactOf: 'amount' } }),
    ];
    expect(take(fields, { amount: 99.5 }).json).toBe('{"amount":100,"display":"99.50"}');
    expect(take(fields, { amount: 99 }).json).toBe('{"amount":99}');
    expect(take(fields, { amount: 99.5, display: '$' }).json).toBe('{"amount":100,"display":"$"}');
  });
});
