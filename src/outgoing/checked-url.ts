import { isIP } from 'node:net';
import { isAllowedAddress, type AddressRules } from './address-rules.js';

/** What is wrong with a URL that somebody gave. */
export class UrlRefusedError extends Error {
  override readonly name = 'UrlRefusedError';
}

/**
 * Reads a URL that something is to be sent to. What its host name stands for is looked at when it is connected to: that
 * can change at any time.
 * @throws UrlRefusedError whose message goes on after the name of the field
 */
export function checkedUrl(text: string, rules: AddressRules): URL {
  if (!URL.canParse(text)) throw new UrlRefusedError('must be a URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(rules.allowPrivate && url.protocol === 'http:'))
    throw new UrlRefusedError(
      rules.allowPrivate ? 'must start with https:// or http://' : 'must start with https://',
    );
  if (url.username !== '' || url.password !== '')
    throw new UrlRefusedError('must be without a user name and password');
  const host = hostOf(url);
  const isRefused = isIP(host) ? !isAllowedAddress(host, rules) : isLocalName(host, rules);
  if (isRefused) throw new UrlRefusedError('must not lead to an address that is not public');
  return url;
}

/** The host name or IP address of a URL; IPv6 without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** RFC 6761: whatever a resolver makes of it. */
function isLocalName(host: string, { allowPrivate }: AddressRules): boolean {
  return !allowPrivate && /(?:^|\.)localhost\.?$/.test(host);
}
