import { expect, it } from '@jest/globals';
import type { ConnectionView } from '../outbox/connection/connection-view.js';
import { listRow, viewLines } from './crs-output.js';

const TIME = '2026-05-01T12:00:00.000Z';
const VIEW: ConnectionView = {
  messageUrl: 'https://crs.example/messages',
  tokenUrl: 'https://crs.example/token',
  clientId: 'dealer',
  tokenAuth: 'client_secret_basic',
  environment: 'test',
  state: 'active',
  secret: { setTime: TIME },
  notifications: { types: ['contract', 'invoice'], mostCustomers: 20 },
  circuit: { state: 'closed', failures: 0 },
  queue: { keysWaiting: 0, keysHeld: 0 },
  createdTime: TIME,
  changedTime: TIME,
};
const BAD: ConnectionView = {
  ...VIEW,
  scope: 'messages',
  audience: 'crs',
  environment: 'production',
  state: 'paused',
  pausedBy: 'client x',
  reason: 'CRS moves',
  secret: { setTime: TIME, next: { setTime: TIME, nextAttemptTime: TIME, error: 'not known' } },
  notifications: { types: [], mostCustomers: 0 },
  circuit: {
    state: 'open',
    failures: 2,
    nextAttemptTime: TIME,
    lastError: 'CRS answered 503',
    lastErrorTime: TIME,
    lastDeliveredTime: TIME,
  },
  clock: { driftSeconds: -400, measuredTime: TIME, warning: true },
  token: { usedUntil: TIME },
  queue: { keysWaiting: 3, keysHeld: 1, oldestTime: TIME },
};

it('a connection that is well is shown in a few lines', () => {
  expect(viewLines('A000', VIEW)).toEqual([
    'Dealer A000 is connected with the test system of CRS.',
    'Message URL    https://crs.example/messages',
    'Token URL      https://crs.example/token',
    'Client id      dealer (client_secret_basic)',
    'State          active',
    `Secret         set ${TIME}`,
    'Notifications  contract, invoice; at most 20 customers of a load',
    'Circuit        closed',
    'Queue          0 keys wait; 0 held',
  ]);
});

it('the production system, and all that is not well, is not to be overlooked', () => {
  expect(viewLines('A000', BAD)).toEqual([
    'Dealer A000 is connected with the PRODUCTION system of CRS.',
    'Message URL    https://crs.example/messages',
    'Token URL      https://crs.example/token',
    'Client id      dealer (client_secret_basic)',
    'Scope          messages',
    'Audience       crs',
    'State          paused by client x: CRS moves',
    `Secret         set ${TIME}; a new one is tried ${TIME}, which did not work: not known`,
    `Token          used until ${TIME}`,
    'Notifications  none',
    `Circuit        open: 2 failed attempts, tried again ${TIME}`,
    `Last error     ${TIME}: CRS answered 503`,
    `Delivered      ${TIME}`,
    `Clock          CRS is 400 seconds behind (${TIME}): WARNING, more than five minutes`,
    `Queue          3 keys wait, the oldest since ${TIME}; 1 held`,
  ]);
  expect(listRow({ dealer: 'A000', ...BAD })).toEqual([
    'A000',
    'PRODUCTION',
    'paused',
    'open',
    3,
    1,
    'CRS answered 503',
  ]);
});
