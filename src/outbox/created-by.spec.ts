import { expect, it } from '@jest/globals';
import { createdByOf } from './created-by.js';

it.each([
  ['rentalCoordinator', 'local:rentalCoordinator'],
  ['local:rentalCoordinator', 'local:rentalCoordinator'],
  ['  rentalCoordinator ', 'local:rentalCoordinator'],
  ['cws:jdoe', 'jdoe'],
  ['cws: jdoe', 'jdoe'],
  ['jane@dealer.example', 'local:jane@dealer.example'],
  ['remote:jdoe', 'local:remote:jdoe'],
  ['Local:jdoe', 'local:Local:jdoe'],
  ['localhero', 'local:localhero'],
])('%p is told to CRS as %p', (name, createdBy) => {
  expect(createdByOf(name)).toBe(createdBy);
});

it('a name that was told once is told alike again', () => {
  expect(createdByOf(createdByOf('rentalCoordinator'))).toBe('local:rentalCoordinator');
});
