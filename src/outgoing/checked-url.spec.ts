import { describe, expect, it } from '@jest/globals';
import { AddressRules, isAllowedAddress } from './address-rules.js';
import { checkedUrl, UrlRefusedError } from './checked-url.js';

const STRICT = new AddressRules(false);
const LENIENT = new AddressRules(true);

describe('a URL that is taken', () => {
  it.each([
    'https://rms.dealer.example/crs?key=1',
    'https://rms.dealer.example:8443/',
    'https://93.184.215.14/',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
    'https://bücher.example/',
    'https://notlocalhost.example/',
  ])('%s', (url) => {
    expect(checkedUrl(url, STRICT).href).toBe(new URL(url).href);
  });
});

describe('a URL that is refused, however it is written', () => {
  it.each([
    // Loopback
    'https://127.0.0.1/',
    'https://127.1/',
    'https://127.255.255.254/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://127.0.0.1./',
    'https://１２７.０.０.１/',
    'https://localhost/',
    'https://LOCALHOST:9200/',
    'https://localhost./',
    'https://any.localhost/',
    'https://ⓛocalhost/',
    'https://[::1]/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::127.0.0.1]/',
    // Unspecified
    'https://0.0.0.0/',
    'https://0/',
    'https://[::]/',
    // Private, carrier-grade NAT
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://0xc0a80101/',
    'https://100.64.0.1/',
    'https://[fc00::1]/',
    'https://[fd00:ec2::254]/',
    'https://[fec0::1]/',
    // Metadata and platform addresses of clouds
    'https://169.254.169.254/latest/meta-data/',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://169.254.170.2/',
    'https://100.100.100.200/',
    'https://192.0.0.192/',
    'https://168.63.129.16/',
    'https://[fe80::1]/',
    'https://[::ffff:169.254.169.254]/',
    // Addresses within others: NAT64, 6to4, Teredo
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2002:a9fe:a9fe::1]/',
    'https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/',
    'https://[::ffff:0:127.0.0.1]/',
    // Multicast, broadcast, documentation, reserved
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://240.0.0.1/',
    'https://192.0.2.1/',
    'https://198.18.0.1/',
    'https://[ff02::1]/',
    'https://[2001:db8::1]/',
    'https://[100::1]/',
    'https://[4000::1]/',
  ])('%s', (url) => {
    expect(() => checkedUrl(url, STRICT)).toThrow(
      new UrlRefusedError('must not lead to an address that is not public'),
    );
  });

  it.each([
    ['http://rms.dealer.example/', 'must start with https://'],
    ['ftp://rms.dealer.example/', 'must start with https://'],
    ['file:///etc/passwd', 'must start with https://'],
    ['gopher://127.0.0.1:6379/_SET', 'must start with https://'],
    ['javascript:alert(1)', 'must start with https://'],
    ['https://user:secret@rms.dealer.example/', 'must be without a user name and password'],
    ['https://public.example@127.0.0.1/', 'must be without a user name and password'],
    ['rms.dealer.example', 'must be a URL'],
    ['https://', 'must be a URL'],
    ['https://[::1%25eth0]/', 'must be a URL'],
    ['https://256.1.1.1/', 'must be a URL'],
  ])('%s %s', (url, reason) => {
    expect(() => checkedUrl(url, STRICT)).toThrow(new UrlRefusedError(reason));
  });
});

describe('where private addresses are allowed', () => {
  it.each([
    'http://127.0.0.1:8080/',
    'http://localhost:8080/',
    'https://10.1.2.3/',
    'http://[::1]/',
    'http://[fd12::1]/',
    'http://100.64.0.1/',
    'https://rms.dealer.example/',
  ])('%s is taken', (url) => {
    expect(checkedUrl(url, LENIENT).href).toBe(new URL(url).href);
  });

  it.each([
    'http://169.254.169.254/',
    'http://[fe80::1]/',
    'http://0.0.0.0/',
    'http://224.0.0.1/',
    'http://168.63.129.16/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:169.254.169.254]/',
    'ftp://10.1.2.3/',
    'http://user@10.1.2.3/',
  ])('%s is still refused', (url) => {
    expect(() => checkedUrl(url, LENIENT)).toThrow(UrlRefusedError);
  });
});

it.each(['', 'example', '1.2.3', '127.0.0.1/8', '::g'])('%p is no address', (text) => {
  expect(isAllowedAddress(text, LENIENT)).toBe(false);
});
