import { rules } from './rule.js';

const SECTION = 'Security / Authentication considerations';

/**
 * What CRS finds when it connects ("Endpoints are required to be encrypted with secure levels of TLS
 * encryption via the https protocol").
 */
export const TLS = rules('connection', {
  used: {
    id: 'TLS-USED',
    severity: 'error',
    section: SECTION,
    expected: 'The API and its token endpoint are reached by https.',
    mend: 'Put a certificate on the server, or on the proxy in front of it, and give CRS the https addresses.',
  },
  version: {
    id: 'TLS-VERSION',
    severity: 'error',
    section: SECTION,
    expected: 'The server speaks TLS 1.2 or 1.3.',
    mend: 'Switch TLS 1.2 and 1.3 on in the server, the proxy or the firewall that ends the encryption.',
  },
  outdated: {
    id: 'TLS-OUTDATED',
    severity: 'warning',
    section: SECTION,
    expected: 'The server refuses TLS 1.0 and 1.1, which are not secure any more (RFC 8996).',
    mend: 'Switch TLS 1.0 and 1.1 off in the server, the proxy or the firewall that ends the encryption.',
  },
  chain: {
    id: 'TLS-CHAIN',
    severity: 'error',
    section: SECTION,
    expected:
      'The certificate leads to a public authority, and the server shows every one between.',
    mend: 'Install the full chain (server certificate, then intermediates). A browser that has seen an intermediate elsewhere hides that it is missing.',
  },
  name: {
    id: 'TLS-NAME',
    severity: 'error',
    section: SECTION,
    expected: 'The certificate is made out for the host name in the address.',
    mend: 'Get a certificate with this name among its subject alternative names, or give CRS the name that it has.',
  },
  expired: {
    id: 'TLS-EXPIRED',
    severity: 'error',
    section: SECTION,
    expected: 'The certificate is valid today.',
    mend: 'Renew it, and reload what serves it. If it is valid, set the clock of this machine.',
  },
  expiresSoon: {
    id: 'TLS-EXPIRES-SOON',
    severity: 'warning',
    section: SECTION,
    expected: 'The certificate is valid for another 30 days.',
    mend: 'Renew it now, and let it be renewed by itself from then on.',
  },
});
