import { describe, expect, it } from '@jest/globals';
import { columnsOfChange, columnsOfReplacement } from './connection-change.js';

const NOW = new Date('2026-05-01T12:00:00Z');
const SECRET = Buffer.from('sealed');
const PRESENT = {
  messageUrl: 'https://crs.example/messages',
  tokenUrl: 'https://crs.example/token',
  clientId: 'dealer',
  scope: null,
  audience: null,
  tokenAuth: 'client_secret_basic',
  environment: 'test',
  hasNextSecret: false,
  revision: 7,
  keysWaiting: 0,
} as const;
const AT_ONCE = {
  secret: SECRET,
  secretTime: NOW,
  nextSecret: null,
  nextSecretTime: null,
  nextSecretDue: null,
  nextSecretError: null,
};
const AFRESH = { failures: 0, dueTime: NOW };
const NO_TOKEN = { token: null, tokenUntil: null };

describe('a change of a connection', () => {
  it('with a secret alone lets it wait as the next one, and the token stay', () => {
    expect(columnsOfChange(PRESENT, { secret: SECRET }, NOW)).toEqual({
      nextSecret: SECRET,
      nextSecretTime: NOW,
      nextSecretDue: NOW,
      nextSecretError: null,
      revision: 8,
      ...AFRESH,
      changedTime: NOW,
    });
  });

  it.each([{ clientId: 'another' }, { tokenUrl: 'https://other.example/token' }])(
    'with a secret and %j takes both at once',
    (change) => {
      expect(columnsOfChange(PRESENT, { ...change, secret: SECRET }, NOW)).toEqual({
        ...change,
        ...AT_ONCE,
        ...NO_TOKEN,
        revision: 8,
        ...AFRESH,
        changedTime: NOW,
      });
    },
  );

  it('with a secret and the client that it has rotates the secret', () => {
    const columns = columnsOfChange(PRESENT, { clientId: 'dealer', secret: SECRET }, NOW);
    expect(columns).toMatchObject({ nextSecret: SECRET, revision: 8 });
    expect(columns).not.toHaveProperty('secret');
    expect(columns).not.toHaveProperty('token');
  });

  it.each([
    { tokenUrl: 'https://other.example/token' },
    { clientId: 'another' },
    { scope: 'messages' },
    { audience: 'crs' },
    { tokenAuth: 'client_secret_post' as const },
  ])('with %j asks for another token', (change) => {
    expect(columnsOfChange(PRESENT, change, NOW)).toEqual({
      ...change,
      ...NO_TOKEN,
      revision: 8,
      ...AFRESH,
      changedTime: NOW,
    });
  });

  it('tries a secret that waits again, when a token is asked for otherwise', () => {
    const present = { ...PRESENT, hasNextSecret: true };
    expect(columnsOfChange(present, { scope: 'messages' }, NOW)).toMatchObject({
      nextSecretDue: NOW,
      nextSecretError: null,
    });
    expect(columnsOfChange(present, { messageUrl: 'https://x.example' }, NOW)).not.toHaveProperty(
      'nextSecretDue',
    );
  });

  it('with what is there already keeps the token, and tries what waits', () => {
    expect(columnsOfChange(PRESENT, { clientId: 'dealer', scope: null }, NOW)).toEqual({
      clientId: 'dealer',
      scope: null,
      ...AFRESH,
      changedTime: NOW,
    });
  });

  it.each([
    [{ messageUrl: 'https://new.example/messages' }, true],
    [{ environment: 'production' as const }, true],
    [{ state: 'active' as const, stateBy: 'x', stateReason: null }, true],
    [{ state: 'paused' as const, stateBy: 'x', stateReason: 'why' }, false],
    [{ notifyTypes: [], notifyMost: 3 }, false],
  ])('%j: what may help is tried at once: %s', (change, helps) => {
    const columns = columnsOfChange(PRESENT, change, NOW);
    expect(columns).toEqual({ ...change, ...(helps && AFRESH), changedTime: NOW });
  });
});

it('a replacement begins anew, but for what CRS was told and whether it is paused', () => {
  const { hasNextSecret, keysWaiting, revision, ...settings } = PRESENT;
  const made = { ...settings, secret: SECRET, notifyTypes: [], notifyMost: 5 };
  expect([hasNextSecret, keysWaiting]).toEqual([false, 0]);
  expect(columnsOfReplacement({ revision }, made, NOW)).toEqual({
    ...made,
    ...AT_ONCE,
    ...NO_TOKEN,
    revision: 8,
    ...AFRESH,
    lastError: null,
    lastErrorTime: null,
    clockDriftMs: null,
    clockDriftTime: null,
    changedTime: NOW,
  });
});
