import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startCrsPeer, type CrsPeer } from '../../../test/support/crs-peer.js';
import { SecretBox } from '../../auth/secret-box.js';
import { ConnectionSecrets } from '../connection/connection-secrets.js';
import { OutboxWorld, SECRETS, textOf } from '../../../test/support/outbox-world.js';

const SECOND = 1000;

let world: OutboxWorld;
let peer: CrsPeer;
let dealer: string;

beforeAll(async () => {
  world = await OutboxWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  peer = await startCrsPeer();
  dealer = await world.addDealer(peer);
});
afterEach(() => peer.close());

let messages = 0;

/** One message more is sent, by another server than the one before. @returns the tokens asked for so far */
async function send(): Promise<number> {
  await world.queue(dealer, `k: ${++messages}`);
  await world.worker().pass();
  return peer.tokenRequests.length;
}

const done = async () =>
  (await world.messages(dealer)).every(
    ({ state, attemptCount }) => state === 'done' && attemptCount === 1,
  );

it('one token serves all servers until a minute before it ends', async () => {
  expect(await send()).toBe(1);
  world.pass(3539 * SECOND);
  expect(await send()).toBe(1);
  world.pass(SECOND);
  expect(await send()).toBe(2);
  expect(await done()).toBe(true);
});

it.each([
  ['that lives for 100 seconds until a tenth of it is left', 100, 89],
  ['whose lifetime is not told for four and a half minutes', undefined, 269],
  ['that lives for ten years for a day', 10 * 365 * 86_400, 86_339],
])('uses a token %s', async (_name, lifetime, used) => {
  peer.tokenLifetime(lifetime);
  await send();
  world.pass(used * SECOND);
  expect(await send()).toBe(1);
  world.pass(31 * SECOND);
  expect(await send()).toBe(2);
});

it('asks each time when a token does not live at all', async () => {
  peer.tokenLifetime(0);
  expect(await send()).toBe(1);
  expect(await send()).toBe(2);
});

it('stores the token encrypted only', async () => {
  await send();
  const { token } = await world.connection(dealer);
  const shown = String(peer.posts[0]?.headers.authorization).replace('Bearer ', '');
  expect(Buffer.from(token as Uint8Array).includes(shown)).toBe(false);
  expect(SECRETS.open(dealer, 'token', token as Uint8Array)).toBe(shown);
});

it('gets another token once when CRS does not take the one there is: no attempt is lost', async () => {
  await send();
  peer.revokeTokens();
  expect(await send()).toBe(2);
  expect(await done()).toBe(true);
  expect(await send()).toBe(2);
});

it('does not ask for tokens for ever when CRS takes none', async () => {
  peer.behave(() => 401);
  await world.queue(dealer, 'k: 1');
  await world.worker().pass();
  // Two attempts so far, at once and again: each with the token there is, and with a new one.
  expect(peer.posts).toHaveLength(4);
  expect(peer.tokenRequests).toHaveLength(3);
  expect(await world.connection(dealer)).toMatchObject({
    failures: 2,
    last_error: 'CRS answered 401',
  });
});

it('says so when the secret cannot be read, and goes on when it can', async () => {
  await world.queue(dealer, 'k: 1');
  const { secret } = await world.connection(dealer);
  await world.mirror.query('UPDATE crs_connection SET secret = $2 WHERE dealer_code = $1', [
    dealer,
    new ConnectionSecrets(new SecretBox(Buffer.alloc(32, 6))).seal(dealer, 'secret', 'other'),
  ]);
  await world.worker().pass();
  const { last_error: error } = await world.connection(dealer);
  expect(error).toMatch(/SECRETS_KEY/);
  await world.mirror.query('UPDATE crs_connection SET secret = $2 WHERE dealer_code = $1', [
    dealer,
    secret,
  ]);
  world.pass(10 * SECOND);
  await world.worker().pass();
  expect(peer.taken.map(textOf)).toEqual(['k: 1']);
});

describe('a new secret', () => {
  const NEW = 'the new secret';
  const give = (secret: string) =>
    world.mirror.query(
      `UPDATE crs_connection SET next_secret = $2, next_secret_time = now(), next_secret_due = $3,
         next_secret_error = NULL, revision = revision + 1, token = NULL, token_until = NULL
       WHERE dealer_code = $1`,
      [dealer, SECRETS.seal(dealer, 'secret', secret), new Date(world.now)],
    );
  const secrets = async () => {
    const { secret, next_secret: next, next_secret_error: error } = await world.connection(dealer);
    return {
      secret: SECRETS.open(dealer, 'secret', secret as Uint8Array),
      hasNext: next !== null,
      error,
    };
  };

  it('takes the place of the old one as soon as it works', async () => {
    await send();
    peer.clients.set('dealer', NEW);
    await give(NEW);
    await send();
    expect(await secrets()).toEqual({ secret: NEW, hasNext: false, error: null });
    expect(await done()).toBe(true);
    expect(peer.tokenRequests.map(({ isKnown }) => isKnown)).toEqual([true, true]);
  });

  it('is tried also when nothing waits', async () => {
    peer.clients.set('dealer', NEW);
    await give(NEW);
    await world.worker().pass();
    expect(await secrets()).toEqual({ secret: NEW, hasNext: false, error: null });
    expect(await world.connection(dealer)).toMatchObject({ lease: null });
  });

  it('that does not work leaves the old one in use, and is tried again every five minutes', async () => {
    await give(NEW);
    await send();
    const error = 'the token endpoint answered 401: invalid_client: Not known';
    expect(await secrets()).toEqual({ secret: 's3cret-of-the-dealer', hasNext: true, error });
    expect(await done()).toBe(true);
    world.pass(299 * SECOND);
    expect(await send()).toBe(2);
    peer.clients.set('dealer', NEW);
    world.pass(SECOND);
    await send();
    expect(await secrets()).toEqual({ secret: NEW, hasNext: false, error: null });
    expect(await done()).toBe(true);
  });

  it('that is replaced while it is tried is not taken for the one that worked', async () => {
    peer.clients.set('dealer', NEW);
    await give(NEW);
    let tried = false;
    peer.behaveToken(async (): Promise<'accept'> => {
      if (!tried) await give('newer');
      tried = true;
      return 'accept';
    });
    await world.worker().pass();
    expect((await secrets()).hasNext).toBe(true);
    expect((await secrets()).secret).toBe('s3cret-of-the-dealer');
  });

  it('a token that was asked for with what was changed meanwhile is not kept', async () => {
    peer.behaveToken(async (): Promise<'accept'> => {
      await world.mirror.query(
        'UPDATE crs_connection SET revision = revision + 1 WHERE dealer_code = $1',
        [dealer],
      );
      return 'accept';
    });
    await send();
    expect(await world.connection(dealer)).toMatchObject({ token: null });
  });
});
