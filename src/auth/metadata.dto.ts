import { ApiProperty } from '@nestjs/swagger';

/** What RFC 8414 §2 tells of an authorization server. */
export class ServerMetadata {
  @ApiProperty({ example: 'https://crs.dealer.example' })
  readonly issuer!: string;

  @ApiProperty({ example: 'https://crs.dealer.example/oauth/token' })
  readonly token_endpoint!: string;

  @ApiProperty({ example: 'https://crs.dealer.example/.well-known/jwks.json' })
  readonly jwks_uri!: string;

  @ApiProperty({ type: [String] })
  readonly scopes_supported!: readonly string[];

  @ApiProperty({ type: [String], description: 'None: there is no authorization endpoint.' })
  readonly response_types_supported!: readonly string[];

  @ApiProperty({ type: [String], example: ['client_credentials'] })
  readonly grant_types_supported!: readonly string[];

  @ApiProperty({ type: [String], example: ['client_secret_basic', 'client_secret_post'] })
  readonly token_endpoint_auth_methods_supported!: readonly string[];
}

/** A public key (RFC 7517 §4), RSA. */
export class PublicKey {
  @ApiProperty()
  readonly kty!: string;

  @ApiProperty()
  readonly kid!: string;

  @ApiProperty({ example: 'RS256' })
  readonly alg!: string;

  @ApiProperty({ example: 'sig' })
  readonly use!: string;

  @ApiProperty()
  readonly n!: string;

  @ApiProperty()
  readonly e!: string;
}

/** A key set (RFC 7517 §5). */
export class KeySet {
  @ApiProperty({ type: [PublicKey] })
  readonly keys!: readonly PublicKey[];
}
