import { expect, it } from '@jest/globals';
import { FIELDS } from '../../../test/support/interface-fields.js';
import { ANSWER_TABLES, ENDPOINTS, type AnswerField } from './answer-table.js';

const TYPES = {
  text: 'String',
  integer: 'Integer',
  double: 'Double',
  boolean: 'Boolean',
  datetime: 'Datetime',
  object: 'Object',
  array: 'Array',
} as const;

function rows(fields: readonly AnswerField[]): string[] {
  return fields.flatMap(({ path, type, required, maxLength, members }) => [
    [path, TYPES[type], required, maxLength].join(' '),
    ...rows(members),
  ]);
}

it.each(ENDPOINTS)('%s has every field of the interface’s table, and no other', (endpoint) => {
  const given = FIELDS[endpoint]
    .filter(({ path }) => !path.endsWith('[]'))
    .map(({ path, type, format, required, maxLength }) =>
      [path.replace('.amout', '.amount'), format ? 'Datetime' : type, required, maxLength].join(
        ' ',
      ),
    );
  expect(rows(ANSWER_TABLES[endpoint])).toEqual(given);
});
