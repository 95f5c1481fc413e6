import { constants } from 'node:crypto';
import type { TlsOptions } from 'node:tls';

// Mozilla's "intermediate" list (Server Side TLS 5.7): TLS 1.3, and of TLS 1.2 what has forward
// secrecy and authenticated encryption.
const SUITES = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];

/**
 * How this server speaks TLS. The order above counts, but a caller that puts ChaCha20 first has no
 * hardware for AES, and gets it. No tickets: their key would live as long as the process, and whoever
 * got hold of it could read what was said in TLS 1.2 all the time.
 */
export const TLS_OPTIONS = {
  minVersion: 'TLSv1.2',
  ciphers: SUITES.join(':'),
  honorCipherOrder: true,
  ecdhCurve: 'X25519:P-256:P-384',
  secureOptions:
    constants.SSL_OP_NO_TICKET |
    constants.SSL_OP_NO_RENEGOTIATION |
    constants.SSL_OP_PRIORITIZE_CHACHA,
} as const satisfies TlsOptions;

/** How long a caller may take to agree on TLS. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;
