import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startCrsPeer, type CrsPeer } from '../../../test/support/crs-peer.js';
import { AddressRules } from '../../outgoing/address-rules.js';
import type { Resolver } from '../../outgoing/pinned-lookup.js';
import { CrsAgent } from './crs-agent.js';
import { CrsClient } from './crs-client.js';

let peer: CrsPeer;

beforeEach(async () => {
  peer = await startCrsPeer();
});
afterEach(() => peer.close());

const never = new AbortController().signal;
const BODY = '{"dealerCode":"D1","submittedMessageId":"1"}';

function clientOf(options: ConstructorParameters<typeof CrsAgent>[1] & { strict?: boolean }) {
  const { strict = false, ...rest } = options;
  const agent = new CrsAgent(new AddressRules(!strict), rest);
  return { agent, crs: new CrsClient(agent, Date.now) };
}

const named = (url: string) => url.replace('127.0.0.1', 'crs.example');

it('looks a name up for each connection, and connects to what it checked', async () => {
  const asked: string[] = [];
  const resolver: Resolver = async (host) => {
    asked.push(host);
    return [{ address: '127.0.0.1', family: 4 }];
  };
  const { agent, crs } = clientOf({ resolver });
  const post = () => crs.post({ url: named(peer.messageUrl), token: 'x', body: BODY }, never);
  for (let time = 0; time < 10; time++) expect(await post()).toMatchObject({ status: 401 });
  // Connections are kept; for a moment there may be a second one.
  const before = asked.length;
  expect(before).toBeLessThan(5);
  await peer.leave();
  await expect(post()).rejects.toThrow('the connection was');
  await peer.comeBack();
  expect(await post()).toMatchObject({ status: 401 });
  expect(asked.length).toBeGreaterThan(before);
  expect(new Set(asked)).toEqual(new Set(['crs.example']));
  await agent.onApplicationShutdown();
});

it.each(['10.0.0.1', '127.0.0.1', '169.254.169.254', '::1'])(
  'refuses a name that has the address %s',
  async (address) => {
    const family = address.includes(':') ? 6 : 4;
    const resolver: Resolver = async () => [
      { address: '198.51.100.7', family: 4 },
      { address, family },
    ];
    const { crs } = clientOf({ resolver, strict: true });
    const url = 'https://crs.example/messages';
    await expect(crs.post({ url, token: 'x', body: BODY }, never)).rejects.toThrow(
      'its address is not public',
    );
  },
);

it.each([
  ['http://crs.example/', 'the URL must start with https://'],
  ['https://127.0.0.1/', 'the URL must not lead to an address that is not public'],
  ['https://localhost/', 'the URL must not lead to an address that is not public'],
  ['nonsense', 'the URL must be a URL'],
])('refuses %s', async (url, error) => {
  const { crs } = clientOf({ strict: true });
  await expect(crs.post({ url, token: 'x', body: BODY }, never)).rejects.toThrow(error);
});

it('says so when a name is not known', async () => {
  const resolver: Resolver = () =>
    Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
  const { crs } = clientOf({ resolver });
  const url = 'http://crs.example/messages';
  await expect(crs.post({ url, token: 'x', body: BODY }, never)).rejects.toThrow(
    'the host name is not known (ENOTFOUND)',
  );
});
