import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connectionsOf, settingsOf } from '../../../../test/support/connections.js';
import { SecretBox } from '../../../auth/secret-box.js';
import { startCrsPeer, type CrsPeer } from '../../../../test/support/crs-peer.js';
import { OutboxWorld } from '../../../../test/support/outbox-world.js';
import type { CheckReport } from './check-step.js';

let world: OutboxWorld;
let peer: CrsPeer;
let all: ReturnType<typeof connectionsOf>;
let dealer: string;
let dealers = 0;

beforeAll(async () => {
  world = await OutboxWorld.open();
  all = connectionsOf(world.mirror.database);
});
afterAll(() => world.close());
beforeEach(async () => {
  peer = await startCrsPeer();
  dealer = await world.mirror.addDealer(`T${++dealers}`);
});
afterEach(() => peer.close());

async function check(settings: object = {}): Promise<CheckReport> {
  await all.connections.connect(dealer, { ...settingsOf(peer), ...settings });
  return all.check.run(dealer);
}

/** Each step in a word: what it is about, its name, its result. */
const inWords = ({ steps }: CheckReport) =>
  steps.map(({ about, step, result }) => `${about} ${step} ${result}`);

function stepOf(report: CheckReport, about: string, name: string) {
  return report.steps.find((one) => one.about === about && one.step === name);
}

const token = (body: object) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ access_token: 't0ken', token_type: 'Bearer', expires_in: 60, ...body }),
});

describe('the test of a connection', () => {
  it('tells each step, and changes nothing', async () => {
    await all.connections.connect(dealer, settingsOf(peer));
    const before = await world.connection(dealer);
    const report = await all.check.run(dealer);
    expect(inWords(report)).toEqual([
      'tokenUrl dns ok',
      'tokenUrl tcp ok',
      'tokenUrl tls warning',
      'secret token ok',
      'secret scope ok',
      'secret clock ok',
      'messageUrl dns ok',
      'messageUrl tcp ok',
      'messageUrl tls warning',
    ]);
    expect(report).toMatchObject({ ok: true, environment: 'test' });
    expect(stepOf(report, 'secret', 'token')?.detail).toMatch(
      /^a token was given, valid for (?:3600|3599) seconds$/,
    );
    expect(await world.connection(dealer)).toEqual(before);
    expect([peer.tokenRequests.length, peer.posts.length]).toEqual([1, 0]);
  });

  it('needs a connection', async () => {
    await expect(all.check.run(dealer)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('fails with a secret that is not known, and does not tell it', async () => {
    peer.behaveToken(() => ({
      status: 401,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ error: 'invalid_client', error_description: 'wr0ng-canary is wrong' }),
    }));
    const report = await check({ clientSecret: 'wr0ng-canary' });
    expect(report.ok).toBe(false);
    expect(stepOf(report, 'secret', 'token')).toMatchObject({
      ok: false,
      result: 'failed',
      detail: 'the token endpoint answered 401: invalid_client: *** is wrong',
    });
    expect(stepOf(report, 'secret', 'scope')?.result).toBe('not-done');
    expect(stepOf(report, 'secret', 'clock')?.result).toBe('not-done');
    expect(stepOf(report, 'messageUrl', 'tcp')?.result).toBe('ok');
    expect(JSON.stringify(report)).not.toContain('canary');
  });

  it('fails when the stored secret cannot be read', async () => {
    await all.connections.connect(dealer, settingsOf(peer));
    const other = new SecretBox(Buffer.alloc(32, 9)).seal(Buffer.from('x'), 'crs secret');
    await world.mirror.query('UPDATE crs_connection SET secret = $2 WHERE dealer_code = $1', [
      dealer,
      other,
    ]);
    const report = await all.check.run(dealer);
    expect(stepOf(report, 'secret', 'token')).toMatchObject({
      result: 'failed',
      detail: expect.stringContaining('SECRETS_KEY is not the key'),
    });
  });

  it('tries the secret that is to take the place of the other one as well', async () => {
    await all.connections.connect(dealer, settingsOf(peer));
    await all.connections.change(dealer, { clientSecret: 'next' }, 'me');
    const before = await world.connection(dealer);
    const report = await all.check.run(dealer);
    expect([report.ok, stepOf(report, 'secret', 'token')?.ok]).toEqual([false, true]);
    expect(stepOf(report, 'nextSecret', 'token')?.result).toBe('failed');
    expect(stepOf(report, 'nextSecret', 'scope')?.result).toBe('not-done');
    peer.clients.set('dealer', 'next');
    const after = await all.check.run(dealer);
    expect(stepOf(after, 'secret', 'token')?.result).toBe('failed');
    expect(stepOf(after, 'nextSecret', 'token')?.result).toBe('ok');
    expect(await world.connection(dealer)).toEqual(before);
  });

  it('does not ask for a token where the host cannot be reached', async () => {
    const report = await check({ tokenUrl: 'https://does-not-exist.invalid/token' });
    expect(inWords(report).slice(0, 6)).toEqual([
      'tokenUrl dns failed',
      'tokenUrl tcp not-done',
      'tokenUrl tls not-done',
      'secret token not-done',
      'secret scope not-done',
      'secret clock not-done',
    ]);
    expect(stepOf(report, 'messageUrl', 'tcp')?.result).toBe('ok');
    expect(peer.tokenRequests).toHaveLength(0);
  });

  it('fails when messages cannot be sent, even though there is a token', async () => {
    const report = await check({ messageUrl: 'https://does-not-exist.invalid/messages' });
    expect([report.ok, stepOf(report, 'secret', 'token')?.ok]).toEqual([false, true]);
  });
});

describe('the scope that is granted', () => {
  it.each([
    [null, undefined, 'ok', 'none asked for'],
    ['a b', undefined, 'ok', 'granted as asked: a b'],
    ['a b', 'b c a', 'ok', 'granted: b c a'],
    [null, 'a', 'ok', 'granted: a'],
    ['a b', 'a', 'failed', 'not granted: b; granted: a'],
    ['a', '', 'failed', 'not granted: a; granted: none'],
  ])('asked for %j, told %j: %s', async (scope, granted, result, detail) => {
    peer.behaveToken(() => token(granted === undefined ? {} : { scope: granted }));
    const report = await check({ scope });
    expect(stepOf(report, 'secret', 'scope')).toMatchObject({ result, detail });
    expect(report.ok).toBe(result === 'ok');
    expect(peer.tokenRequests[0]?.form['scope']).toBe(scope ?? undefined);
    expect(JSON.stringify(report)).not.toContain('t0ken');
  });
});

describe('the clock of the token endpoint', () => {
  it.each([
    [-299, 'ok', /^its clock is (?:298|299|300) seconds behind this server's$/],
    [310, 'warning', /^its clock is (?:309|310|311) seconds ahead .*: more than five minutes$/],
    [-310, 'warning', /^its clock is (?:309|310|311) seconds behind .*: more than five minutes$/],
  ])('%d seconds ahead: %s', async (seconds, result, detail) => {
    peer.aheadBy(seconds * 1000);
    const report = await check();
    expect(stepOf(report, 'secret', 'clock')).toMatchObject({ result });
    expect(stepOf(report, 'secret', 'clock')?.detail).toMatch(detail);
    expect(report.ok).toBe(true);
  });

  it('that is not told is left out', async () => {
    peer.behaveToken(() => ({
      ...token({}),
      headers: { 'content-type': 'application/json', date: '' },
    }));
    const report = await check();
    expect(stepOf(report, 'secret', 'clock')?.result).toBe('not-done');
    expect(report.ok).toBe(true);
  });
});
