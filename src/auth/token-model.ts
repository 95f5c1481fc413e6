import { Inject, Injectable } from '@nestjs/common';
import type OAuth2Server from '@node-oauth/oauth2-server';
import { CONFIG, type Config } from '../config/config.js';
import { AccessTokenService } from './access-token.service.js';
import { ClientService } from './client.service.js';

/** The only grant there is: machines call, nobody signs in. */
export const GRANT = 'client_credentials';

/** A client as the OAuth library sees it. */
interface TokenClient extends OAuth2Server.Client {
  readonly scopes: readonly string[];
}

/** What the OAuth library asks of us for the client credentials grant (RFC 6749 §4.4). */
@Injectable()
export class TokenModel implements OAuth2Server.ClientCredentialsModel {
  constructor(
    private readonly clients: ClientService,
    private readonly tokens: AccessTokenService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The authenticated client. The library leaves the secret out when a PKCE grant asks. */
  async getClient(id: string, secret: string | undefined): Promise<TokenClient | undefined> {
    const client = await this.clients.authenticate(id, secret ?? '');
    return client && { id: client.clientId, scopes: client.scopes, grants: [GRANT] };
  }

  /** The library wants a user; with this grant the client acts for itself. */
  async getUserFromClient(client: OAuth2Server.Client): Promise<OAuth2Server.User> {
    return client;
  }

  /** Nothing asked: all the client has. Something it does not have: refused (RFC 6749 §3.3). */
  async validateScope(
    _user: OAuth2Server.User,
    client: OAuth2Server.Client,
    asked: string[] | undefined,
  ): Promise<string[] | false> {
    const { scopes } = client as TokenClient;
    const granted = [...new Set(asked ?? scopes)];
    return granted.every((scope) => scopes.includes(scope)) && granted;
  }

  generateAccessToken(
    client: OAuth2Server.Client,
    _user: OAuth2Server.User,
    scope: string[],
  ): Promise<string> {
    return this.tokens.issue(client.id, scope);
  }

  /** Nothing is stored: the token speaks for itself. */
  async saveToken(
    { accessToken, scope = [] }: OAuth2Server.Token,
    client: OAuth2Server.Client,
    user: OAuth2Server.User,
  ): Promise<OAuth2Server.Token> {
    // Left to itself the library would state what is left of the lifetime, a second too little.
    return { accessToken, scope, client, user, expires_in: this.config.TOKEN_TTL_SECONDS };
  }

  /** Unused: the bearer strategy verifies tokens, not this library. */
  async getAccessToken(): Promise<false> {
    return false;
  }
}
