import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ClientService } from '../../src/auth/client.service.js';
import { fullBundle, PULL_PATHS } from '../support/process-faults.js';
import { fetchToken } from '../support/process-server.js';
import { startTestServer, type TestServer } from '../support/test-server.js';

const DEALERS = ['D1', 'D2', 'D3'];
const CLIENTS = [['D1'], ['D2'], ['D3'], ['D1', 'D3'], DEALERS];

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  for (const code of DEALERS) {
    await server.addDealer({ code });
    await server.load(code, fullBundle(`data of ${code}`));
  }
});
afterAll(() => server.close());

/** The path with a dealer, or without one. */
function about(path: string, dealer: string | undefined): string {
  return dealer === undefined ? path : `${path}&dealer=${encodeURIComponent(dealer)}`;
}

// The incremental answer names no more than customers, who are called alike: it is told by its status.
it.each(CLIENTS.map((dealers) => dealers.join(' and ')))(
  'gives a client of %s what is of these dealers, and nothing else, at every endpoint',
  async (allowed) => {
    const own = allowed.split(' and ');
    const token = await server.token(own);
    let refusal: string | undefined;
    for (const path of PULL_PATHS)
      for (const dealer of [...DEALERS, 'D4', 'd1', undefined]) {
        const { status, text, body } = await server.get(about(path, dealer), token);
        const named = dealer ?? (own.length === 1 ? own[0] : undefined);
        const expected = named === undefined ? 400 : own.includes(named) ? 200 : 403;
        expect({ path, dealer, status }).toEqual({ path, dealer, status: expected });
        const seen = DEALERS.filter((code) => text.includes(`data of ${code}`));
        const shown = expected === 200 && !path.includes('incremental') ? [named] : [];
        expect({ path, dealer, seen }).toEqual({ path, dealer, seen: shown });
        if (expected !== 403) continue;
        // A dealer that does not exist and one of somebody else look the same.
        const { type, title, detail } = body as Record<string, string>;
        refusal ??= JSON.stringify({ type, title, detail });
        expect(JSON.stringify({ type, title, detail })).toBe(refusal);
      }
  },
);

it.each([
  ['nothing', undefined, 'Bearer realm="crs-dealer-api"'],
  ['another scheme', 'Basic YTpi', /^Bearer realm=/],
  ['no token', 'Bearer', /^Bearer realm=/],
  ['two tokens', 'Bearer a b', /error="invalid_(token|request)"/],
  ['no JWT', 'Bearer nonsense', /error="invalid_token"/],
])('asks for a token where %s is given, at every endpoint', async (_what, header, challenge) => {
  for (const path of PULL_PATHS) {
    const request = server.get(about(path, 'D1'));
    if (header !== undefined) void request.set('authorization', header);
    const { status, headers, text } = await request;
    expect({ path, status }).toEqual({ path, status: 401 });
    expect(headers['www-authenticate']).toMatch(challenge);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(text).not.toContain('data of');
  }
});

it('takes no token from the query', async () => {
  const token = await server.token(['D1']);
  for (const path of PULL_PATHS)
    expect((await server.get(`${path}&access_token=${token}`)).status).toBe(401);
});

it.each([[['dealer']], [['admin']], [['dealer', 'admin']]])(
  'lets a client with the scope %p pull nothing',
  async (scopes) => {
    const token = await server.token(['D1'], scopes);
    for (const path of PULL_PATHS) {
      const { status, headers, text } = await server.get(path, token);
      expect({ path, status }).toEqual({ path, status: 403 });
      expect(headers['www-authenticate']).toMatch(/error="insufficient_scope".*scope="crs"/);
      expect(text).not.toContain('data of');
    }
  },
);

it('shuts out a revoked client at once, at every endpoint', async () => {
  const clients = server.app.get(ClientService);
  const { clientId, clientSecret = '' } = await clients.create({ name: 'x', dealers: ['D1'] });
  const token = await fetchToken(await server.app.getUrl(), clientId, clientSecret);
  for (const path of PULL_PATHS) expect((await server.get(path, token)).status).toBe(200);
  await clients.revoke(clientId);
  for (const path of PULL_PATHS) expect((await server.get(path, token)).status).toBe(401);
});
