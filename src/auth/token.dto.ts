import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SCOPES } from './scope.js';

const SCOPE_NAMES = Object.keys(SCOPES).join(', ');

/** The form of RFC 6749 §4.4.2. */
export class TokenRequest {
  @ApiProperty({ enum: ['client_credentials'] })
  readonly grant_type!: string;

  @ApiPropertyOptional({
    description: `Scopes asked for, separated by spaces (${SCOPE_NAMES}). All of the client's without it.`,
    example: 'crs',
  })
  readonly scope?: string;

  @ApiPropertyOptional({ description: 'Instead of HTTP Basic authentication.' })
  readonly client_id?: string;

  @ApiPropertyOptional({ description: 'Instead of HTTP Basic authentication.' })
  readonly client_secret?: string;
}

/** The answer of RFC 6749 §5.1. */
export class TokenResponse {
  @ApiProperty({ description: 'A JWT as RFC 9068 says.' })
  readonly access_token!: string;

  @ApiProperty({ enum: ['Bearer'] })
  readonly token_type!: string;

  @ApiProperty({ description: 'Lifetime in seconds.', type: 'integer', example: 3600 })
  readonly expires_in!: number;

  @ApiProperty({ description: 'The scopes granted, separated by spaces.', example: 'crs' })
  readonly scope!: string;
}

/** What went wrong at the token endpoint, as RFC 6749 §5.2 names it. */
export const TOKEN_ERRORS = [
  'invalid_request',
  'invalid_client',
  'unsupported_grant_type',
  'invalid_scope',
  'access_denied',
  'temporarily_unavailable',
  'server_error',
] as const;

/** The refusal of RFC 6749 §5.2. */
export class TokenErrorResponse {
  @ApiProperty({ enum: TOKEN_ERRORS })
  readonly error!: (typeof TOKEN_ERRORS)[number];

  @ApiProperty({ description: 'For people: what to do about it.' })
  readonly error_description!: string;
}
