import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { CONFIG, type Config } from '../config/config.js';
import { CLOCK, type Clock } from './clock.js';
import { InvalidToken } from './invalid-token.js';
import { publicUrl } from './public-url.js';
import { SIGNING_ALGORITHM } from './signing-key.js';
import { SigningKeyService } from './signing-key.service.js';
import type { TokenSubject } from './token-subject.js';
import { scopesOf, verifiedClaims, type TokenHeader } from './verified-claims.js';

const REQUIRED_CLAIMS = ['exp', 'iat', 'jti', 'sub', 'client_id'];

/** Our own access tokens: JWTs as RFC 9068 says. */
@Injectable()
export class AccessTokenService {
  private readonly issuer: string;

  constructor(
    private readonly keys: SigningKeyService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.issuer = publicUrl(config);
  }

  /** Makes a token for a client; it lives TOKEN_TTL_SECONDS. */
  async issue(clientId: string, scopes: readonly string[]): Promise<string> {
    const { kid, key } = await this.keys.signingKey();
    const issuedAt = Math.floor(this.clock() / 1000);
    return new SignJWT({ client_id: clientId, scope: scopes.join(' ') })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: 'at+jwt', kid })
      .setIssuer(this.issuer)
      .setAudience(this.issuer)
      .setSubject(clientId)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + this.config.TOKEN_TTL_SECONDS)
      .sign(key);
  }

  /** Whether a token says that it is one of ours. */
  claims(issuer: unknown): boolean {
    return issuer === this.issuer;
  }

  /** @throws InvalidToken unless the token is one of ours and good now (RFC 9068 §4) */
  async verify(token: string, header: TokenHeader): Promise<TokenSubject> {
    if (header.alg !== SIGNING_ALGORITHM || header.kid === undefined)
      throw new InvalidToken('The access token is not signed as ours are');
    const key = await this.keys.verificationKey(header.kid);
    if (!key) throw new InvalidToken('The access token is signed with an unknown key');
    const claims = await verifiedClaims(token, key, {
      algorithms: [SIGNING_ALGORITHM],
      typ: 'at+jwt',
      issuer: this.issuer,
      audience: this.issuer,
      requiredClaims: REQUIRED_CLAIMS,
      currentDate: new Date(this.clock()),
    });
    return {
      known: 'client-id',
      id: String(claims['client_id']),
      scopes: scopesOf(claims['scope']),
      expiresAt: Number(claims.exp) * 1000,
      tokenId: claims.jti,
    };
  }
}
