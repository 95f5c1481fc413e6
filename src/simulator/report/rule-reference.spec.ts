import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { RULES } from '../rules/catalogue.js';
import { ruleReference } from './rule-reference.js';

it('docs/conformance.md says what the code says (npm run docs:conformance)', async () => {
  expect(await readFile('docs/conformance.md', 'utf8')).toBe(ruleReference());
});

it('names every rule, those of fields by their stem and ending', () => {
  const text = ruleReference();
  const headings = new Set(text.match(/(?<=^### )[A-Z0-9-]+$/gm));
  const ofFields = [...text.matchAll(/^\| `.*` \| (\S+) \| (.*) \|$/gm)].flatMap(
    ([, stem = '', endings = '']) => endings.split(' ').map((ending) => `${stem}${ending}`),
  );
  const told = new Set([...headings, ...ofFields]);
  expect(RULES.map(({ id }) => id).filter((id) => !told.has(id))).toEqual([]);
  expect(told.size).toBe(RULES.length);
});
