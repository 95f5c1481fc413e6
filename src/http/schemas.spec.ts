import { expect, it } from '@jest/globals';
import { array, boolean, double, identifier, integer, object, text } from '../interface/field.js';
import { datetime } from '../interface/field.js';
import { listSchema, namedSchemas, objectSchema, pageSchema, schema } from './schemas.js';

it('an object is described as CRS is sent it', () => {
  const fields = [
    identifier('id', 'Its id', { required: true, maxLength: 5, sample: 'A' }),
    text('kind', 'Its kind', { values: ['a', 'b'], fallback: { text: 'a' } }),
    text('display', 'Its amount', { fallback: { exactOf: 'amount' } }),
    identifier('currency', 'Its currency', { fallback: 'dealer currency' }),
    integer('n', 'Its number'),
    double('amount', 'Its amount', { sample: 1 }),
    boolean('flag', 'Its flag'),
    datetime('at', 'Its time'),
    object('more', 'More', [text('x', 'X')]),
    array('list', 'List', [text('y', 'Y', { required: true })]),
    boolean('active', 'Told by the load', { loadOnly: true, required: true }),
  ];
  expect(objectSchema(fields)).toEqual({
    type: 'object',
    // What has a fallback is always there; the exact amount only when it was rounded.
    required: ['id', 'kind', 'currency'],
    properties: {
      id: { type: 'string', description: 'Its id', example: 'A', maxLength: 5 },
      kind: { type: 'string', description: 'Its kind', enum: ['a', 'b'] },
      display: { type: 'string', description: 'Its amount' },
      currency: { type: 'string', description: 'Its currency' },
      n: { type: 'integer', description: 'Its number' },
      amount: { type: 'number', format: 'double', description: 'Its amount', example: 1 },
      flag: { type: 'boolean', description: 'Its flag' },
      at: { type: 'string', format: 'date-time', description: 'Its time' },
      more: {
        type: 'object',
        description: 'More',
        properties: { x: { type: 'string', description: 'X' } },
      },
      list: {
        type: 'array',
        description: 'List',
        items: {
          type: 'object',
          required: ['y'],
          properties: { y: { type: 'string', description: 'Y' } },
        },
      },
    },
  });
});

it('named schemas are referred to, and listed by name', () => {
  const item = schema('TestZ', { type: 'object' });
  expect(item).toEqual({ $ref: '#/components/schemas/TestZ' });
  expect(pageSchema('TestPage', item)).toEqual({ $ref: '#/components/schemas/TestPage' });
  expect(listSchema('TestList', item)).toEqual({ $ref: '#/components/schemas/TestList' });
  const named = namedSchemas();
  expect(Object.keys(named)).toEqual(['Problem', 'TestList', 'TestPage', 'TestZ']);
  expect(named['TestPage']).toMatchObject({
    required: ['items', 'totalPages', 'totalElements', 'empty', 'size', 'number'],
    properties: { items: { type: 'array', items: item } },
  });
});
