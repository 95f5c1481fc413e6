import { expect, it } from '@jest/globals';
import { RULES } from './catalogue.js';

it('no two rules have the same id', () => {
  const ids = RULES.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

it('ids are capitals and digits, word by word', () => {
  expect(RULES.map(({ id }) => id).filter((id) => !/^[A-Z0-9]+(-[A-Z0-9]+)*$/.test(id))).toEqual(
    [],
  );
});

it('knows the rule of a contract’s serial numbers by its published id', () => {
  expect(RULES.find(({ id }) => id === 'CONTRACT-ASSET-SERIAL-REQUIRED')).toMatchObject({
    severity: 'error',
    section: 'Contract/Asset Data',
  });
});
