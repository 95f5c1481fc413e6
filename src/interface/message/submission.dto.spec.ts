import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { messageFields } from '../../../test/support/interface-fields.js';
import { declaredFields, type FieldsClass } from './field-registry.js';
import { shapeFaults } from './shape-faults.js';
import { MessageSubmission } from './submission.dto.js';

const FIXTURES = new URL('../../../test/fixtures/messages/', import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, FIXTURES), 'utf8')) as unknown;
const SAMPLES = (read('index.json') as { file: string }[]).map(({ file }) => file);

/** `path type` of every field of a class and those within it. */
function described(owner: FieldsClass, prefix = ''): string[] {
  return declaredFields(owner).flatMap(({ name, type, nested, isTextMap }) => {
    const path = `${prefix}${name}`;
    const token = isTextMap ? [`${path}.{token} String`] : [];
    if (!nested) return [`${path} ${type}`, ...token];
    if (type === 'Object') return [`${path} ${type}`, ...described(nested(), `${path}.`)];
    return [`${path} ${type}`, `${path}[] Object`, ...described(nested(), `${path}[].`)];
  });
}

it('the classes have every field of the interface’s table, with its type, and no other', () => {
  const table = messageFields().map(({ path, type }) => `${path} ${type}`);
  expect(table.length).toBeGreaterThan(190);
  expect(described(MessageSubmission).toSorted()).toEqual(table.toSorted());
});

it('what the table requires of the envelope is required, but the priority has a default', () => {
  const required = messageFields().filter((field) => field.required);
  const declared = declaredFields(MessageSubmission).filter((field) => field.required);
  expect(declared.map(({ name }) => name)).toEqual(
    required.map(({ path }) => path).filter((path) => path !== 'submittedPriority'),
  );
});

it('there are 51 samples', () => expect(SAMPLES).toHaveLength(51));

it.each(SAMPLES)('%s has the shape, for intake and for class-validator alike', (file) => {
  expect(shapeFaults(MessageSubmission, read(file))).toEqual([]);
  const dto = plainToInstance(MessageSubmission, read(file));
  expect(validateSync(dto, { whitelist: true, forbidNonWhitelisted: true })).toEqual([]);
});
