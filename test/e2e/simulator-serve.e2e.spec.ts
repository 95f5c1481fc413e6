import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MESSAGE, SENDING } from '../../src/simulator/rules/messages.rules.js';
import { CHAIN } from '../../src/simulator/rules/chains.rules.js';
import { REQUEST_COURSE } from '../../src/simulator/rules/requests.rules.js';
import { CrsSide } from '../../src/simulator/serve/crs-side.js';
import { startCrsServer, type CrsServer } from '../../src/simulator/serve/start-crs-server.js';
import { Target } from '../../src/simulator/target.js';
import { HttpWire } from '../../src/simulator/wire/http-wire.js';
import type { Exchange } from '../../src/simulator/wire/exchange.js';
import { makeAuthority } from '../support/certificates.js';
import { envelope, opened, StrangerDealer, update } from '../support/stranger-dealer.js';

let crs: CrsServer;
let side: CrsSide;
let dealer: StrangerDealer;
let recorded: Exchange[];
beforeEach(async () => {
  side = new CrsSide();
  recorded = [];
  crs = await startCrsServer({
    side,
    dealer: 'A000',
    onExchange: (exchange) => recorded.push(exchange),
  });
  dealer = new StrangerDealer(crs);
  await dealer.signIn();
});
afterEach(async () => {
  await dealer.close();
  await crs.close();
});

const found = () => crs.run.findings.list().map(({ rule }) => rule.id);

describe('tokens', () => {
  it('are given for the client id and secret, by Basic and in the form', async () => {
    expect(await dealer.signIn()).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 3600, access_token: expect.any(String) },
    });
    const form = `grant_type=client_credentials&client_id=${crs.clientId}&client_secret=${crs.clientSecret}`;
    expect((await dealer.ask('POST', crs.tokenUrl, form)).status).toBe(200);
    expect(found()).toEqual([]);
  });

  it.each([
    ['another secret', 'wrong', undefined, 401],
    ['another grant', undefined, 'grant_type=password', 400],
  ])('are refused for %s', async (_title, secret, form, status) => {
    expect((await dealer.signIn(secret ?? crs.clientSecret, form)).status).toBe(status);
    expect(found()).toEqual([SENDING.tokenRequest.id]);
  });

  it.each([
    ['no token', { authorization: '' }],
    ['a foreign token', { authorization: 'Bearer abc' }],
  ])('a message with %s is refused with 401, and that is a finding', async (_title, headers) => {
    expect(await dealer.post(envelope('invoice'), headers)).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': expect.stringContaining('Bearer') },
    });
    expect(found()).toEqual([SENDING.token.id]);
  });

  it('a token that has ended is refused, and that is the dealer’s usual day', async () => {
    crs.revokeTokens();
    expect((await dealer.post(envelope('invoice'))).status).toBe(401);
    await dealer.signIn();
    expect((await dealer.post(envelope('invoice'))).status).toBe(200);
    expect(found()).toEqual([]);
  });

  it('nothing that is recorded shows a secret or a token', async () => {
    await dealer.post(envelope('invoice'));
    const { text } = await dealer.ask('GET', `${crs.url}/control/exchanges`);
    const all = JSON.stringify(recorded) + text;
    expect(recorded.map(({ purpose }) => purpose)).toEqual(['token', 'message invoice']);
    expect(all).not.toContain(crs.clientSecret);
    expect(all).not.toMatch(/Bearer [\w-]{20}|"access_token\\?":\s*\\?"(?!\*)/);
  });
});

describe('messages', () => {
  it('are answered with their replay and the stamps of the queue', async () => {
    const message = envelope('contract', undefined, { submittedPriority: 1 });
    expect(await dealer.post(message)).toMatchObject({
      status: 200,
      body: {
        ...message,
        enqueuedTime: expect.stringMatching(/Z$/),
        enqueuedClientId: crs.clientId,
        attemptCount: 0,
        deliveredTime: null,
      },
    });
    expect(found()).toEqual([]);
  });

  it('are answered the same when they come again, and taken once', async () => {
    const message = envelope('contract');
    const [first, second] = [await dealer.post(message), await dealer.post(message)];
    expect(second.body).toEqual(first.body);
    expect(side.arrivals.end).toBe(1);
    expect(found()).toEqual([]);
  });

  it('with the id of another one are a finding', async () => {
    const message = envelope('contract');
    await dealer.post(message);
    expect((await dealer.post({ ...message, messageType: 'invoice' })).status).toBe(200);
    expect(found()).toEqual([SENDING.sameId.id]);
  });

  it('that are not valid are refused with 402, saying where and why', async () => {
    const { status, body } = await dealer.post(
      envelope('contract', undefined, { dealerCode: 7.5 + 'x'.repeat(300) }),
    );
    expect(status).toBe(402);
    expect(body['faults']).toMatchObject([{ rule: MESSAGE.dealerCode.id, path: 'dealerCode' }]);
    expect((await dealer.post('{"dealerCode":')).status).toBe(402);
    expect(found()).toEqual([MESSAGE.dealerCode.id, MESSAGE.json.id]);
  });

  it('of another dealer are refused with 403', async () => {
    expect((await dealer.post({ ...envelope('contract'), dealerCode: 'B000' })).status).toBe(403);
    expect(found()).toEqual([SENDING.dealer.id]);
  });

  it('that are no application/json, or from the future, are findings', async () => {
    await dealer.post(envelope('contract'), { 'content-type': 'text/plain' });
    const submittedTime = new Date(Date.now() + 600_000).toISOString();
    await dealer.post({ ...envelope('contract'), submittedTime });
    expect(found()).toEqual([MESSAGE.contentType.id, SENDING.clock.id]);
  });

  it('at another address are answered with 404', async () => {
    expect((await dealer.ask('POST', `${crs.url}/api/v1/messages`, '{}')).status).toBe(404);
  });
});

describe('what was said before', () => {
  const CASES: readonly (readonly [
    rule: { readonly id: string },
    title: string,
    before: readonly string[],
    payload: () => object,
    more?: object,
  ])[] = [
    [REQUEST_COURSE.known, 'nobody knows it', [], () => update('999', 'po1', 'received')],
    [REQUEST_COURSE.flipped, 'its ids are flipped', [], () => update('po1', '1001', 'received')],
    [REQUEST_COURSE.pair, 'it has another id', ['received'], () => update('1001', 'po2', 'closed')],
    [
      REQUEST_COURSE.typeKept,
      'it is of another type',
      [],
      () => update('1001', 'po1', 'received', { requestType: 'extend' }),
    ],
    [
      REQUEST_COURSE.customerKept,
      'it is another customer’s',
      [],
      () => update('1001', 'po1', 'received'),
      { customerNumber: '1234' },
    ],
    [REQUEST_COURSE.state, 'it goes back', ['received'], () => update('1001', 'po1', 'submitted')],
    [REQUEST_COURSE.closed, 'it is closed', ['closed'], () => update('1001', 'po1', 'closed')],
    [
      REQUEST_COURSE.cancelByCustomer,
      'the dealer cancels',
      [],
      () => update('1001', 'po1', 'canceled'),
    ],
  ];

  it.each(CASES.map((one) => [`${one[0].id}: ${one[1]}`, one] as const))(
    '%s',
    async (_name, [rule, _title, before, payload, more]) => {
      side.sent(opened('1001'));
      for (const status of before)
        await dealer.post(envelope('request', update('1001', 'po1', status)));
      expect(found()).toEqual([]);
      expect((await dealer.post(envelope('request', payload(), more))).status).toBe(200);
      expect(found()).toEqual([rule.id]);
    },
  );

  it('a canceled request can only be closed', async () => {
    side.sent(opened('1001'));
    side.sent(envelope('request', update('po1', '1001', 'canceled')));
    await dealer.post(envelope('request', update('1001', 'po1', 'received')));
    expect(found()).toEqual([REQUEST_COURSE.canceled.id]);
    await dealer.post(envelope('request', update('1001', 'po1', 'closed')));
    expect(side.requests.get('1001')?.state.status).toBe('closed');
    expect(found()).toEqual([REQUEST_COURSE.canceled.id]);
  });

  it('a transfer with transportation is scheduled with a date', async () => {
    const transfer = { requestType: 'transfer', properties: { transportationNeeded: true } };
    side.sent(opened('1001', transfer));
    const scheduled = update('1001', 't1', 'scheduled', { requestType: 'transfer' });
    await dealer.post(envelope('request', scheduled));
    expect(found()).toEqual([REQUEST_COURSE.transferDate.id]);
  });

  it('a request that the dealer opens is known from then on', async () => {
    await dealer.post(opened('po7'));
    const crsId = side.requests.all[0]?.crsId ?? '';
    expect(side.requests.get(crsId)).toMatchObject({ dealerId: 'po7', type: 'purchase_order' });
    await dealer.post(envelope('request', update(crsId, 'po7', 'received')));
    expect(side.requests.get(crsId)?.state.status).toBe('received');
    expect(found()).toEqual([]);
  });

  const said = (chain: object) =>
    envelope('message', {
      message: {
        messageChain: { chainType: 'asset', active: true, ...chain },
        messages: [
          { createdDate: new Date().toISOString(), createdBy: 'local:jr', messageText: 'Hello' },
        ],
        asset: { rentedAssetId: '1' },
        contract: { contractId: 'C001' },
      },
    });

  it('chains keep their ids, and are not continued once they are closed', async () => {
    side.sent(said({ localId: '2001' }));
    await dealer.post(said({ localId: 'c1', remoteId: '2001' }));
    await dealer.post(said({ localId: 'c9' }));
    expect(found()).toEqual([]);
    await dealer.post(said({ localId: 'c2', remoteId: '2001' }));
    expect(found()).toEqual([CHAIN.pair.id]);
    await dealer.post(said({ localId: 'c3', remoteId: '999' }));
    expect(found()).toEqual([CHAIN.pair.id, CHAIN.known.id].sort());
    side.sent(said({ localId: '2001', remoteId: 'c1', active: false }));
    await dealer.post(said({ localId: 'c1', remoteId: '2001' }));
    expect(found()).toEqual([CHAIN.active.id, CHAIN.pair.id, CHAIN.known.id].sort());
  });

  it('what another process sent may be known, and is from then on', async () => {
    const adopting = await startCrsServer({ side: new CrsSide({ adopts: true }) });
    const other = new StrangerDealer(adopting);
    await other.signIn();
    await other.post(envelope('request', update('1001', 'po1', 'closed')));
    await other.post(said({ localId: 'c1', remoteId: '2001' }));
    expect(adopting.run.findings.list()).toEqual([]);
    await other.post(envelope('request', update('1001', 'po1', 'received')));
    await other.post(envelope('request', update('po1', '1001', 'received')));
    expect(adopting.run.findings.list().map(({ rule }) => rule.id)).toEqual([
      REQUEST_COURSE.closed.id,
      REQUEST_COURSE.flipped.id,
    ]);
    await other.close();
    await adopting.close();
  });

  it('an error is about a message that CRS sent', async () => {
    const sent = opened('1001');
    side.sent(sent);
    const error = (errorSubmittedMessageId: string) =>
      envelope('request', { errorCode: '404 Request Not Found', errorSubmittedMessageId });
    await dealer.post(error(sent.submittedMessageId));
    expect(found()).toEqual([]);
    await dealer.post(error('rms-0'));
    expect(found()).toEqual([SENDING.errorAbout.id]);
  });
});

describe('faults on demand', () => {
  const control = `/control/faults`;
  const plan = async (fault: object) => {
    const answer = await dealer.ask('POST', `${crs.url}${control}`, JSON.stringify(fault));
    expect(answer.status).toBe(200);
  };

  it('another status, with Retry-After, so many times, and of one type only', async () => {
    await plan({ kind: 'status', status: 429, retryAfter: 7, next: 2, type: 'invoice' });
    expect((await dealer.post(envelope('contract'))).status).toBe(200);
    const message = envelope('invoice');
    const answers = [await dealer.post(message), await dealer.post(message)];
    expect(answers.map(({ status, headers }) => [status, headers['retry-after']])).toEqual([
      [429, '7'],
      [429, '7'],
    ]);
    expect((await dealer.post(message)).status).toBe(200);
    expect(side.arrivals.end).toBe(2);
    expect(found()).toEqual([]);
  });

  it('of one customer only, until it is taken back', async () => {
    await plan({ kind: 'status', status: 500, next: 0, customer: '7' });
    expect((await dealer.post(envelope('contract'))).status).toBe(200);
    const other = () => dealer.post(envelope('contract', undefined, { customerNumber: '7' }));
    expect([(await other()).status, (await other()).status]).toEqual([500, 500]);
    await dealer.ask('DELETE', `${crs.url}${control}`);
    expect((await other()).status).toBe(200);
  });

  it.each([
    [{ kind: 'reset' }, 0],
    [{ kind: 'reset', taken: true }, 1],
    [{ kind: 'cut' }, 1],
  ])('%j: the connection ends, and the same message can be sent again', async (fault, taken) => {
    await plan(fault);
    const message = envelope('invoice');
    await expect(dealer.post(message)).rejects.toThrow(/closed|ECONNRESET|aborted|timeout/i);
    expect(side.arrivals.end).toBe(taken);
    expect((await dealer.post(message)).status).toBe(200);
    expect(side.arrivals.end).toBe(1);
    expect(found()).toEqual([]);
  });

  it('no answer ever, until the dealer gives up', async () => {
    await plan({ kind: 'hang' });
    const waiting = dealer.ask('POST', crs.messageUrl, '{}', await bearer(), 200);
    await expect(waiting).rejects.toThrow(/closed|ECONNRESET|aborted|timeout/i);
    expect(recorded.at(-1)).toMatchObject({ error: 'no answer on demand' });
  });

  it('a late answer', async () => {
    await plan({ kind: 'delay', milliseconds: 150 });
    const began = Date.now();
    expect((await dealer.post(envelope('invoice'))).status).toBe(200);
    expect(Date.now() - began).toBeGreaterThanOrEqual(140);
  });

  it('a page instead of an answer', async () => {
    await plan({ kind: 'html' });
    const { status, headers, text } = await dealer.post(envelope('invoice'));
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toMatch(/^<!doctype html>/);
    expect(side.arrivals.end).toBe(0);
  });

  it('a token that does not count, and a token endpoint that is down', async () => {
    await plan({ kind: 'stale-token' });
    expect((await dealer.post(envelope('invoice'))).status).toBe(401);
    await plan({ kind: 'token-down', retryAfter: 3 });
    expect(await dealer.signIn()).toMatchObject({ status: 503, headers: { 'retry-after': '3' } });
    await dealer.signIn();
    expect((await dealer.post(envelope('invoice'))).status).toBe(200);
    expect(found()).toEqual([]);
  });

  it('after a fault the same message comes first', async () => {
    side.sent(opened('1001'));
    await plan({ kind: 'status', status: 503 });
    const first = envelope('request', update('1001', 'po1', 'received'));
    expect((await dealer.post(first)).status).toBe(503);
    expect((await dealer.post(first)).status).toBe(200);
    await plan({ kind: 'reset' });
    await expect(
      dealer.post(envelope('request', update('1001', 'po1', 'received'))),
    ).rejects.toThrow(/closed|ECONNRESET|aborted|timeout/i);
    expect(found()).toEqual([]);
    await dealer.post(envelope('request', update('1001', 'po1', 'closed')));
    expect(found()).toEqual([SENDING.order.id]);
  });

  it('faults that make no sense are refused', async () => {
    for (const fault of [
      '{',
      '[]',
      '{"kind":"fire"}',
      '{"kind":"delay","next":-1}',
      '{"kind":"cut","when":1}',
    ])
      expect((await dealer.ask('POST', `${crs.url}${control}`, fault)).status).toBe(400);
  });

  it('nobody from elsewhere can make them', async () => {
    const ask = (headers: Record<string, string>) =>
      dealer.ask('GET', `${crs.url}${control}`, undefined, headers);
    expect((await ask({})).status).toBe(200);
    const foreign: Record<string, string>[] = [
      { 'x-forwarded-for': '127.0.0.1' },
      { origin: 'https://evil.example' },
      { host: 'crs.example' },
    ];
    for (const headers of foreign) expect((await ask(headers)).status).toBe(404);
  });
});

it('over TLS, with a certificate of one’s own', async () => {
  const tls = await (await makeAuthority()).issue();
  const secure = await startCrsServer({ tls });
  const wire = new HttpWire({ insecure: true });
  const { url, tokenUrl, clientId, clientSecret } = secure;
  expect(url).toMatch(/^https:/);
  const settings = { url: `${url}/api/v1`, tokenUrl, clientId, clientSecret };
  const target = new Target(settings, wire, secure.run.findings);
  const body = JSON.stringify(envelope('invoice'));
  expect((await target.post('message', {}, body, 'message')).status).toBe(200);
  await wire.close();
  await secure.close();
});

async function bearer(): Promise<Record<string, string>> {
  const { body } = await dealer.signIn();
  return {
    authorization: `Bearer ${String(body['access_token'])}`,
    'content-type': 'application/json',
  };
}
