import { isIP } from 'node:net';
import { isAllowedAddress, type AddressRules } from './address-rules.js';

/** What is wrong with a webhook's URL. */
export class WebhookUrlError extends Error {
  override readonly name = 'WebhookUrlError';
}

/**
 * Reads the URL of a webhook. What its host name stands for is looked at when it is connected to: that
 * can change at any time.
 * @throws WebhookUrlError whose message goes on after the name of the field
 */
export function checkedUrl(text: string, rules: AddressRules): URL {
  if (!URL.canParse(text)) throw new WebhookUrlError('must be a URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(rules.allowPrivate && url.protocol === 'http:'))
    throw new WebhookUrlError(
      rules.allowPrivate ? 'must start with https:// or http://' : 'must start with https://',
    );
  if (url.username !== '' || url.password !== '')
    throw new WebhookUrlError('must be without a user name and password');
  const host = hostOf(url);
  const isRefused = isIP(host) ? !isAllowedAddress(host, rules) : isLocalName(host, rules);
  if (isRefused) throw new WebhookUrlError('must not lead to an address that is not public');
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
