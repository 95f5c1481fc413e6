import { expect, it } from '@jest/globals';
import { userFromCrs, userToCrs } from './user-spec.js';

it.each([
  ['john@acme.com', 'john@acme.com'],
  ['remote:jrents', 'local:jrents'],
  ['remote:local:jrents', 'local:jrents'],
  ['local:jrents', 'local:jrents'],
])('%s of CRS’s is %s here', (user, expected) => {
  expect(userFromCrs(user)).toBe(expected);
});

it.each([
  ['john@acme.com', 'crs', 'remote:john@acme.com'],
  ['local:jrents', 'crs', 'local:jrents'],
  ['local:jrents', 'dealer', 'local:jrents'],
  ['winkeda', 'dealer', 'winkeda'],
] as const)('%s of the side %s is told to CRS as %s', (user, origin, expected) => {
  expect(userToCrs(user, origin)).toBe(expected);
});
