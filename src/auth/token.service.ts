import { Inject, Injectable } from '@nestjs/common';
import OAuth2Server from '@node-oauth/oauth2-server';
import { CONFIG, type Config } from '../config/config.js';
import { TokenFailures } from './token-failures.js';
import { TokenModel } from './token-model.js';
import { clientIdOf, tokenRequest, type RawTokenRequest } from './token-request.js';
import type { TokenResponse } from './token.dto.js';

/** The token endpoint's work: client credentials in, access token out (RFC 6749 §4.4). */
@Injectable()
export class TokenService {
  private readonly server: OAuth2Server;

  constructor(
    model: TokenModel,
    private readonly failures: TokenFailures,
    @Inject(CONFIG) config: Config,
  ) {
    this.server = new OAuth2Server({
      model,
      accessTokenLifetime: config.TOKEN_TTL_SECONDS,
      allowExtendedTokenAttributes: true,
    });
  }

  /**
   * @param address of who asks
   * @throws OAuthError as RFC 6749 §5.2 names it; its `inner` is what the database or keys threw
   * @throws AppError `too-many-requests` after too many wrong credentials from there for this client
   */
  async issue(raw: RawTokenRequest, address: string): Promise<TokenResponse> {
    const request = tokenRequest(raw);
    const clientId = clientIdOf(request);
    if (clientId === undefined) return this.grant(request);
    this.failures.check(address, clientId);
    try {
      const token = await this.grant(request);
      this.failures.passed(address, clientId);
      return token;
    } catch (error) {
      if (error instanceof OAuth2Server.InvalidClientError) this.failures.failed(address, clientId);
      throw error;
    }
  }

  private async grant(request: OAuth2Server.Request): Promise<TokenResponse> {
    const response = new OAuth2Server.Response();
    await this.server.token(request, response);
    return response.body as TokenResponse;
  }
}
