import { X509Certificate } from 'node:crypto';
import tls from 'node:tls';

const BLOCK = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END [^-]+-----/g;

/** The certificates of a PEM text, in their order. @throws when one cannot be read */
export function readChain(pem: string): X509Certificate[] {
  const blocks = pem.match(BLOCK) ?? [];
  if (blocks.length !== pem.split('-----BEGIN').length - 1)
    throw new TypeError('it holds something that is no whole certificate');
  return blocks.map((block) => new X509Certificate(block));
}

/**
 * Whether a chain leads to an authority that others can know.
 * @returns what to tell the operator when a certificate seems to be missing from it
 */
export function gapOf(chain: readonly X509Certificate[]): string | undefined {
  for (const [index, certificate] of chain.entries()) {
    if (isSignedBy(certificate, certificate)) return undefined;
    const next = chain[index + 1];
    if (next && isSignedBy(certificate, next)) continue;
    if (knownAuthorities().some((known) => isSignedBy(certificate, known))) return undefined;
    return `the certificate of the authority "${distinguishedName(certificate.issuer)}", which signed "${distinguishedName(certificate.subject)}", does not follow it: callers that do not know that authority themselves cannot connect`;
  }
  return undefined;
}

/** A name of a certificate, which Node writes with a line for each part. */
export function distinguishedName(name: string): string {
  return name.replaceAll('\n', ', ');
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

// Those that come with Node and what NODE_EXTRA_CA_CERTS adds, which Node 20 cannot tell.
function knownAuthorities(): readonly X509Certificate[] {
  const known = tls.getCACertificates as typeof tls.getCACertificates | undefined;
  return (known?.('default') ?? tls.rootCertificates).map((pem) => new X509Certificate(pem));
}
