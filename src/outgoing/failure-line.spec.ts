import { expect, it } from '@jest/globals';
import { UrlRefusedError } from './checked-url.js';
import { AddressRefusedError } from './pinned-lookup.js';
import { failureLine, oneLine } from './failure-line.js';

const coded = (code: string, message = 'raw') => Object.assign(new Error(message), { code });

it.each([
  ['a code that is known', coded('ECONNREFUSED'), 'the connection was refused (ECONNREFUSED)'],
  [
    'the innermost cause',
    new Error('fetch failed', { cause: new Error('x', { cause: coded('ENOTFOUND') }) }),
    'the host name is not known (ENOTFOUND)',
  ],
  [
    'the first of several addresses',
    new AggregateError([coded('ETIMEDOUT'), coded('ECONNREFUSED')], 'all failed'),
    'the connection timed out (ETIMEDOUT)',
  ],
  ['another code', coded('EODD', 'something\n  odd'), 'something odd'],
  ['a code alone', coded('EODD', ''), 'EODD'],
  ['nothing at all', new Error(''), 'it failed'],
  ['what is no error', 'a text', 'a text'],
  [
    'an address that is refused',
    new Error('x', { cause: new AddressRefusedError() }),
    'its address is not public',
  ],
  ['a URL that is refused', new UrlRefusedError('must be a URL'), 'the URL must be a URL'],
])('tells %s', (_name, error, line) => expect(failureLine(error)).toBe(line));

it('makes one line of at most 500 characters, without control characters', () => {
  expect(oneLine(' a\r\n\tb\0\u0007c ')).toBe('a b c');
  expect(oneLine('y'.repeat(600))).toBe('y'.repeat(500));
  expect(oneLine('y'.repeat(499) + '🚜')).toBe('y'.repeat(499) + '\uFFFD');
});
