import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import type { KeySet, PublicKey, ServerMetadata } from './metadata.dto.js';
import { publicUrl } from './public-url.js';
import { SCOPES } from './scope.js';
import { SigningKeyService } from './signing-key.service.js';
import { TOKEN_PATH } from './token-error.filter.js';
import { GRANT } from './token-model.js';

/** Path of the key set. */
export const KEY_SET_PATH = '/.well-known/jwks.json';

/** What clients and verifiers can find out about the token endpoint. */
@Injectable()
export class MetadataService {
  constructor(
    private readonly keys: SigningKeyService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** RFC 8414 §2. */
  metadata(): ServerMetadata {
    const issuer = publicUrl(this.config);
    return {
      issuer,
      token_endpoint: `${issuer}${TOKEN_PATH}`,
      jwks_uri: `${issuer}${KEY_SET_PATH}`,
      scopes_supported: Object.keys(SCOPES),
      response_types_supported: [],
      grant_types_supported: [GRANT],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    };
  }

  /** The public keys of our access tokens. */
  async keySet(): Promise<KeySet> {
    return { keys: (await this.keys.publicKeys()) as unknown as PublicKey[] };
  }
}
