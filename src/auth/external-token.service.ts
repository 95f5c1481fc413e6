import { Inject, Injectable } from '@nestjs/common';
import type { JWTPayload } from 'jose';
import { CONFIG, type Config } from '../config/config.js';
import { CLOCK, type Clock } from './clock.js';
import { InvalidToken } from './invalid-token.js';
import { isSameIssuer } from './issuer-discovery.js';
import { IssuerKeyService } from './issuer-key.service.js';
import type { TokenSubject } from './token-subject.js';
import { scopesOf, verifiedClaims, type TokenHeader } from './verified-claims.js';

/** Signatures only: with a shared-secret algorithm the public key would be the secret. */
const ALGORITHMS: ReadonlySet<string> = new Set(
  'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' '),
);

// Many providers send JWT instead of RFC 9068's at+jwt; the audience still tells an ID token apart.
const TYPES: ReadonlySet<string> = new Set(['at+jwt', 'application/at+jwt', 'jwt']);

const FALLBACK_CLAIMS = ['azp', 'appid', 'sub'];

/** How far the issuer's clock may differ from ours, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 30;

/** Access tokens of the dealer's own identity provider (OAUTH_ISSUER_URL). */
@Injectable()
export class ExternalTokenService {
  constructor(
    private readonly keys: IssuerKeyService,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Whether a token says that it comes from the configured issuer. */
  claims(issuer: unknown): boolean {
    return (
      this.config.OAUTH_ISSUER_URL !== '' && isSameIssuer(issuer, this.config.OAUTH_ISSUER_URL)
    );
  }

  /**
   * @throws InvalidToken unless the token is the issuer's, for us and good now
   * @throws AppError `issuer-unavailable` when its key cannot be had
   */
  async verify(token: string, header: TokenHeader): Promise<TokenSubject> {
    const { alg } = header;
    if (alg === undefined || !ALGORITHMS.has(alg))
      throw new InvalidToken('The access token is signed with an algorithm that is not accepted');
    if (!TYPES.has((header.typ ?? '').toLowerCase()))
      throw new InvalidToken('The token is not an access token');
    const key = await this.keys.find({ alg, kid: header.kid });
    if (!key) throw new InvalidToken('The access token is signed with an unknown key');
    const claims = await verifiedClaims(token, key, {
      algorithms: [alg],
      issuer: [this.config.OAUTH_ISSUER_URL, `${this.config.OAUTH_ISSUER_URL}/`],
      audience: this.config.OAUTH_AUDIENCE,
      requiredClaims: ['exp'],
      currentDate: new Date(this.clock()),
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
    });
    return this.subject(claims);
  }

  private subject(claims: JWTPayload): TokenSubject {
    const names = [this.config.OAUTH_CLIENT_CLAIM, ...FALLBACK_CLAIMS].map((name) => claims[name]);
    // The first claim there is names the client. Trying each against the registry would let one
    // party's `sub` pass for another's `azp`.
    const id = names.find((name) => typeof name === 'string' && name !== '');
    if (typeof id !== 'string') throw new InvalidToken('The access token names no client');
    const scopes = [...scopesOf(claims['scope']), ...scopesOf(claims['scp'])];
    return {
      known: 'external-id',
      id,
      scopes: scopes.length > 0 ? scopes : undefined,
      expiresAt: Number(claims.exp) * 1000,
      tokenId: typeof claims.jti === 'string' ? claims.jti : undefined,
    };
  }
}
