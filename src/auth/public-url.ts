import type { Config } from '../config/config.js';

/** The address CRS reaches this server at, without a slash at its end: issuer and audience of our tokens. */
export function publicUrl(config: Pick<Config, 'PUBLIC_URL' | 'PORT' | 'TLS_CERT_FILE'>): string {
  const scheme = config.TLS_CERT_FILE ? 'https' : 'http';
  return config.PUBLIC_URL || `${scheme}://localhost:${config.PORT}`;
}
