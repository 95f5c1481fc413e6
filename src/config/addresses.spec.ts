import { describe, expect, it } from '@jest/globals';
import { isWithin, readNamedNetworks, readNetworks } from './addresses.js';

const networks = (text: string) => readNetworks(text) ?? [];

describe('networks', () => {
  it('are addresses and CIDR blocks of both families, separated by commas', () => {
    expect(networks('192.0.2.7, 10.0.0.0/8,2001:db8::/32 , ::1')).toHaveLength(4);
  });

  it.each([
    '',
    ' ',
    ',',
    '10.0.0.0/33',
    '10.0.0',
    '1',
    'example.com',
    '10.0.0.0/8;',
    '::1/129',
    '10.0.0.0/-1',
  ])('refuse %j', (text) => expect(readNetworks(text)).toBeUndefined());

  it.each([
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.8', '192.0.2.7', false],
    ['10.255.0.1', '10.0.0.0/8', true],
    ['11.0.0.1', '10.0.0.0/8', false],
    ['::ffff:10.1.2.3', '10.0.0.0/8', true],
    ['2001:db8::5', '2001:db8::/32', true],
    ['2001:db9::5', '2001:db8::/32', false],
    ['10.0.0.1', '2001:db8::/32', false],
    ['not an address', '0.0.0.0/0', false],
  ])('%s in %s: %s', (address, list, within) => {
    expect(isWithin(address, networks(list))).toBe(within);
  });
});

describe('networks by name', () => {
  const read = (text: string) => readNamedNetworks(text, ['crs', 'admin']);

  it('are read', () => {
    const found = read('crs=192.0.2.0/24,198.51.100.7; admin=10.0.0.0/8');
    expect([...(found?.keys() ?? [])]).toEqual(['crs', 'admin']);
    expect(isWithin('198.51.100.7', found?.get('crs') ?? [])).toBe(true);
  });

  it.each([
    'crs',
    'crs=',
    'other=10.0.0.0/8',
    'crs=10.0.0.0/8;crs=::1',
    'crs=10.0.0.0/8=2',
    '10.0.0.0/8',
    'crs=::1;',
  ])('refuse %j', (text) => expect(read(text)).toBeUndefined());
});
