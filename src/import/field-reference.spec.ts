import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { fieldReference } from './field-reference.js';

it('docs/import-fields.md says what the declarations say (npm run docs:fields)', async () => {
  expect(await readFile('docs/import-fields.md', 'utf8')).toBe(fieldReference());
});
