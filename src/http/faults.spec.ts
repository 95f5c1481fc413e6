import { expect, it } from '@jest/globals';
import { faultsOf } from './faults.js';

const fault = (property: string, reason?: string, children: object[] = []) =>
  ({ property, children, ...(reason && { constraints: { rule: reason } }) }) as never;

it('names every fault with its JSON path', () => {
  const errors = [
    fault('messageType', 'must be a message type'),
    fault('payload', undefined, [
      fault('request', undefined, [
        fault('assets', undefined, [
          fault('0', undefined, [fault('serialNumber', 'must be text')]),
        ]),
        fault('properties', undefined, [fault('name-first', 'must be text')]),
      ]),
    ]),
  ];
  expect(faultsOf(errors)).toEqual([
    { path: 'messageType', reason: 'must be a message type' },
    { path: 'payload.request.assets[0].serialNumber', reason: 'must be text' },
    { path: 'payload.request.properties["name-first"]', reason: 'must be text' },
  ]);
});
