import { Inject, Injectable } from '@nestjs/common';
import OAuth2Server from '@node-oauth/oauth2-server';
import { CONFIG, type Config } from '../config/config.js';
import { TokenModel } from './token-model.js';
import { tokenRequest, type RawTokenRequest } from './token-request.js';
import type { TokenResponse } from './token.dto.js';

/** The token endpoint's work: client credentials in, access token out (RFC 6749 §4.4). */
@Injectable()
export class TokenService {
  private readonly server: OAuth2Server;

  constructor(model: TokenModel, @Inject(CONFIG) config: Config) {
    this.server = new OAuth2Server({
      model,
      accessTokenLifetime: config.TOKEN_TTL_SECONDS,
      allowExtendedTokenAttributes: true,
    });
  }

  /** @throws OAuthError as RFC 6749 §5.2 names it; its `inner` is what the database or keys threw */
  async issue(raw: RawTokenRequest): Promise<TokenResponse> {
    const response = new OAuth2Server.Response();
    await this.server.token(tokenRequest(raw), response);
    return response.body as TokenResponse;
  }
}
