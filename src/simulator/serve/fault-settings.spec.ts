import { expect, it } from '@jest/globals';
import { FaultSettingsError, faultOf, parseFault } from './fault-settings.js';

it.each([
  ['status=503', { kind: 'status', status: 503, next: 1 }],
  ['status', { kind: 'status', status: 503 }],
  [
    'status=429, retry-after=5, next=3, type=invoice, customer=001234',
    { status: 429, retryAfter: 5, next: 3, type: 'invoice', customer: '001234' },
  ],
  ['delay=2000', { kind: 'delay', milliseconds: 2000 }],
  ['delay', { kind: 'delay', milliseconds: 1000 }],
  ['hang,next=0', { kind: 'hang', next: 0, taken: false }],
  ['reset,taken', { kind: 'reset', taken: true }],
  ['reset,taken=false', { kind: 'reset', taken: false }],
  ['stale-token,next=0', { kind: 'stale-token', next: 0 }],
  ['token-down', { kind: 'token-down', status: 503 }],
])('reads %s', (text, fault) => expect(parseFault(text)).toMatchObject(fault));

it('reads the same from JSON', () => {
  expect(faultOf({ kind: 'status', status: 429, retryAfter: 5, next: 3 })).toEqual(
    parseFault('status=429,retry-after=5,next=3'),
  );
});

it.each(['', 'fire', 'status=abc', 'status=99', 'delay=-1', 'cut,when=1', 'hang,next=', 'hang=5'])(
  'refuses %j',
  (text) => expect(() => parseFault(text)).toThrow(FaultSettingsError),
);
