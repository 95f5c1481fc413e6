import { expect, it } from '@jest/globals';
import { plainAddress, proxyTrust } from './client-address.js';

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['192.0.2.7:51234', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['[::ffff:192.0.2.7]:51234', '192.0.2.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['[2001:db8::7]:51234', '2001:db8::7'],
  ['[2001:db8::7]', '2001:db8::7'],
  ['unknown', 'unknown'],
  [undefined, ''],
])('%s is the address %s', (text, address) => {
  expect(plainAddress(text)).toBe(address);
});

it('no proxy is believed when none is named', () => {
  expect(proxyTrust({ TRUST_PROXY: '' })).toBe(false);
});

it('a proxy is believed that lies in a network that is named, also as IPv6 writes it', () => {
  const trust = proxyTrust({ TRUST_PROXY: '10.0.0.0/8,2001:db8::1' });
  const believes = (address: string) => trust && trust(address);
  const believed = ['10.1.2.3', '::ffff:10.1.2.3', '10.1.2.3:80', '2001:db8::1'];
  expect(believed.filter(believes)).toEqual(believed);
  expect(['11.1.2.3', '2001:db8::2', 'unknown', ''].filter(believes)).toEqual([]);
});
