import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startCrsPeer, type CrsPeer } from '../../../test/support/crs-peer.js';
import { until } from '../../../test/support/until.js';
import { AddressRules } from '../../outgoing/address-rules.js';
import type { TokenSource } from '../connection/crs-connection.js';
import { CrsAgent } from './crs-agent.js';
import { TokenClient, TokenError } from './token-client.js';

const SECRET = 's3cret-of-the-dealer';
const agent = new CrsAgent(new AddressRules(true), { tokenTimeoutMs: 300 });
const client = new TokenClient(agent);

let peer: CrsPeer;
let source: TokenSource;

beforeEach(async () => {
  peer = await startCrsPeer();
  source = {
    tokenUrl: peer.tokenUrl,
    clientId: 'dealer',
    scope: null,
    audience: null,
    tokenAuth: 'client_secret_basic',
  };
});
afterEach(() => peer.close());

async function failure(work: Promise<unknown>): Promise<TokenError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TokenError)) throw new Error('There is a token');
  return error;
}

describe.each(['client_secret_basic', 'client_secret_post'] as const)('by %s', (tokenAuth) => {
  it('gets a token, with its lifetime', async () => {
    peer.tokenLifetime(77);
    const issued = await client.grant({ ...source, tokenAuth }, SECRET);
    expect(issued).toMatchObject({ token: expect.stringMatching(/./), expiresIn: 77 });
    const [request] = peer.tokenRequests;
    expect(request?.form['grant_type']).toBe('client_credentials');
    expect(Object.keys(request?.form ?? {}).sort()).toEqual(
      tokenAuth === 'client_secret_post'
        ? ['client_id', 'client_secret', 'grant_type']
        : ['grant_type'],
    );
  });

  it('shows an id and a secret of any characters (RFC 6749 §2.3.1)', async () => {
    const [id, secret] = ['dé:al er+%/&=', 'p:a+s s%20&=é"🚜'];
    peer.clients.set(id, secret);
    await client.grant({ ...source, tokenAuth, clientId: id }, secret);
    expect(peer.tokenRequests[0]).toMatchObject({ clientId: id, isKnown: true });
  });

  it('asks for a scope and an audience', async () => {
    const asked = { scope: 'a b', audience: 'https://crs.example/api' };
    await client.grant({ ...source, tokenAuth, ...asked }, SECRET);
    expect(peer.tokenRequests[0]?.form).toMatchObject(asked);
  });

  it('never tells the secret, however it is echoed', async () => {
    const secret = 'top/secret+with space';
    const form = new URLSearchParams({ secret }).toString().slice('secret='.length);
    const basic = Buffer.from(`dealer:${form}`).toString('base64');
    peer.behaveToken(() => ({
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        error: 'invalid_request',
        error_description: [secret, form, encodeURIComponent(secret), `Basic ${basic}`].join(' | '),
      }),
    }));
    const { message } = await failure(client.grant({ ...source, tokenAuth }, secret));
    expect(message).toBe(
      'the token endpoint answered 400: invalid_request: *** | *** | *** | Basic ***',
    );
  });
});

it('tells the code of the endpoint, and when to come again', async () => {
  peer.behaveToken(() => ({
    status: 400,
    headers: { 'content-type': 'application/json', 'retry-after': '30' },
    body: '{"error":"invalid_scope","error_description":"No such\\nscope"}',
  }));
  expect(await failure(client.grant(source, SECRET))).toMatchObject({
    message: 'the token endpoint answered 400: invalid_scope: No such scope',
    oauthError: 'invalid_scope',
    retryAfter: '30',
  });
});

const json = (body: string) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body,
});

it.each([
  ['no JSON', json('<html>'), /did not answer as RFC 6749 says/],
  ['JSON without a token', json('{"token_type":"Bearer"}'), /did not answer as RFC 6749 says/],
  ['a token of another type', json('{"access_token":"a","token_type":"mac"}'), /RFC 6749/],
  [
    'a page',
    { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Hi</h1>' },
    /did not answer as RFC 6749 says/,
  ],
  ['a status alone', 500, /^the token endpoint answered 500, not a token$/],
  [
    'a redirect, which is not followed',
    { status: 307, headers: { location: '/token' } },
    /^the token endpoint answered 307, not a token$/,
  ],
  ['a reset', 'reset' as const, /^the token endpoint gave no answer: the connection was closed/],
  ['nothing', 'hang' as const, /^no answer of the token endpoint within 0.3 seconds$/],
])('fails for %s', async (_name, answer, error) => {
  peer.behaveToken(() => answer);
  expect((await failure(client.grant(source, SECRET))).message).toMatch(error);
  expect(peer.tokenRequests).toHaveLength(1);
});

it('fails for an endpoint that is not there, and for a URL that is not allowed', async () => {
  await peer.close();
  expect((await failure(client.grant(source, SECRET))).message).toMatch(
    /refused \(ECONNREFUSED\)$/,
  );
  const strict = new TokenClient(new CrsAgent(new AddressRules(false)));
  expect((await failure(strict.grant(source, SECRET))).message).toBe(
    'the token endpoint gave no answer: the URL must start with https://',
  );
});

it('gives up when it is told to', async () => {
  peer.behaveToken(() => 'hang');
  const stop = new AbortController();
  const given = failure(client.grant(source, SECRET, stop.signal));
  await until(() => peer.tokenRequests.length === 1);
  stop.abort();
  expect((await given).message).not.toMatch(/seconds/);
});

describe('an endpoint that answers without end', () => {
  let server: Server;
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is given up after the time limit', async () => {
    const more = (response: ServerResponse) =>
      response.write(' ', () => setTimeout(more, 5, response));
    server = createServer((_request, response) => {
      more(response.writeHead(200, { 'content-type': 'application/json' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
    expect((await failure(client.grant({ ...source, tokenUrl }, SECRET))).message).toBe(
      'no answer of the token endpoint within 0.3 seconds',
    );
  });
});
