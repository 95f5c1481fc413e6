import { expect, it } from '@jest/globals';
import { jobsite } from '../../test/support/items.js';
import { stagedRow } from '../../test/support/test-mirror.js';

const staged = (more: Record<string, unknown> = {}) =>
  stagedRow('jobsites', jobsite('J', '1', more));

it('a jobsite whose assets are not told asks for them to be counted', () => {
  const { values, document } = staged();
  expect(values).toEqual(['1', 'J', 't', '0']);
  expect(document).toBe('{"jobsiteId":"J","assetCount":0,"name":"Site J","customerId":"1"}');
});

it('a count that is told is printed, and not counted again', () => {
  const { values, document } = staged({ assetCount: 0 });
  expect(values).toEqual(['1', 'J', 't', null]);
  expect(document).toContain('"assetCount":0,');
  expect(staged({ assetCount: 7 }).document).toContain('"assetCount":7,');
});

it('one that is not active is not listed, and that is not printed', () => {
  const { values, document } = staged({ active: false });
  expect(values[2]).toBe('f');
  expect(document).not.toContain('active');
  expect(staged({ active: true }).values[2]).toBe('t');
});
