import { checkServerIdentity } from 'node:tls';
import type { Findings, Place } from '../findings.js';
import { ANSWER } from '../rules/answer.rules.js';
import { TLS } from '../rules/tls.rules.js';
import type { Run } from '../run.js';
import type { TargetSettings } from '../target.js';
import { hostOf, tlsShown, type TlsShown } from './tls-connection.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|::1)$/;

/**
 * Looks at how the API and the token endpoint are encrypted. Plain HTTP on this machine itself is
 * taken: there is no network that could listen.
 */
export async function checkTls({ findings }: Run, { url, tokenUrl }: TargetSettings) {
  const origins = new Set([url, tokenUrl].map((text) => new URL(text).origin));
  for (const origin of origins) {
    const at = new URL(origin);
    const isPlain = at.protocol === 'http:';
    if (isPlain && LOOPBACK.test(hostOf(at))) continue;
    const found = isPlain ? 'plain http: tokens and data can be read on the way' : undefined;
    if (findings.expect(TLS.used, found, { url: origin })) await checkHost(findings, at);
  }
}

async function checkHost(findings: Findings, url: URL): Promise<void> {
  const place = { url: url.origin };
  const { shown, failure } = await attempt(() => tlsShown(url));
  if (failure && UNREACHABLE.test(failure))
    return findings.add(ANSWER.answered, { ...place, found: failure });
  const { shown: old } = await attempt(() => tlsShown(url, OUTDATED));
  const outdated = old && `${old.protocol} was agreed upon`;
  const found = outdated === undefined ? failure : `${outdated}, and nothing newer`;
  if (!findings.expect(TLS.version, shown ? undefined : found, place) || !shown) return;
  checkCertificate(findings, url, shown);
  findings.expect(TLS.outdated, outdated, place);
}

/** Nothing is known of how it encrypts. */
const UNREACHABLE = /\b(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)\b/;

/** OpenSSL itself has them off, at its usual level of security. */
const OUTDATED = {
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.1',
  ciphers: 'DEFAULT@SECLEVEL=0',
} as const;

const DAY_MS = 24 * 60 * 60_000;
const DAYS_LEFT = 30;

/** Told by a rule of their own. */
const OWN_RULE = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function checkCertificate(findings: Findings, url: URL, { certificate, fault }: TlsShown): void {
  const place: Place = { url: url.origin };
  const { valid_from: from, valid_to: until } = certificate;
  const broken = fault === undefined || OWN_RULE.has(fault) ? undefined : fault;
  const by = nameOf(certificate.issuer);
  const chain = broken && `${REASONS[broken] ?? broken}; the certificate is issued by ${by}`;
  findings.expect(TLS.chain, chain, place);
  const named = checkServerIdentity(hostOf(url), certificate);
  const { subjectaltname = 'no name' } = certificate;
  findings.expect(TLS.name, named && `it is made out for ${subjectaltname}`, place);
  const isValid = Date.parse(from) <= Date.now() && Date.now() < Date.parse(until);
  const expired = isValid ? undefined : `it is valid from ${from} until ${until}`;
  if (!findings.expect(TLS.expired, expired, place)) return;
  const days = Math.floor((Date.parse(until) - Date.now()) / DAY_MS);
  const soon = days < DAYS_LEFT ? `${days} days left, until ${until}` : undefined;
  findings.expect(TLS.expiresSoon, soon, place);
}

const REASONS: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'a certificate between it and its authority is not shown',
  UNABLE_TO_GET_ISSUER_CERT: 'a certificate between it and its authority is not shown',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the authority at the end of the chain is not trusted here',
  SELF_SIGNED_CERT_IN_CHAIN: 'the authority at the end of the chain is not trusted here',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
};

function nameOf(issuer: PeerName | undefined): string {
  const name = issuer?.['O'] ?? issuer?.['CN'];
  return [name].flat().filter(Boolean).join(', ') || 'nobody named';
}

type PeerName = Readonly<{ [name: string]: string | string[] | undefined }>;

async function attempt(
  work: () => Promise<TlsShown>,
): Promise<{ readonly shown?: TlsShown; readonly failure?: string }> {
  try {
    return { shown: await work() };
  } catch (error) {
    return { failure: (error as Error).message };
  }
}
