import type { Config } from '../config/config.js';

/** The address CRS reaches this server at, without a slash at its end: issuer and audience of our tokens. */
export function publicUrl(config: Pick<Config, 'PUBLIC_URL' | 'PORT'>): string {
  return config.PUBLIC_URL || `http://localhost:${config.PORT}`;
}
