import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import { TOKEN_AUTH_METHODS } from './crs-connection.js';

const MOST_SCOPE = 1000;

/** The scopes that a token is asked for with. */
export function Scope() {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'string',
      nullable: true,
      maxLength: MOST_SCOPE,
      description: 'Scopes to ask for, with spaces between them; null: none',
    }),
    IfValue(),
    IsText(MOST_SCOPE),
    // RFC 6749 §3.3.
    Matches(/^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/, {
      message: 'must be scopes with one space between them',
    }),
  );
}

/** The audience that a token is asked for with. */
export function Audience() {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'string',
      nullable: true,
      maxLength: MOST_SCOPE,
      description: 'The audience to ask for, where CRS wants one; null: none',
    }),
    IfValue(),
    IsText(MOST_SCOPE),
  );
}

/** How the secret is shown. */
export function TokenAuth() {
  return applyDecorators(
    ApiPropertyOptional({
      enum: TOKEN_AUTH_METHODS,
      default: 'client_secret_basic',
      description: 'How the secret is shown (RFC 6749 §2.3.1)',
    }),
    IfGiven(),
    IsIn(TOKEN_AUTH_METHODS, { message: `must be one of ${TOKEN_AUTH_METHODS.join(', ')}` }),
  );
}

/** What waits goes to another environment. */
export function KeepMessages() {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'boolean',
      description: 'Another environment is taken although messages wait: they are sent there',
    }),
    IfGiven(),
    IsBoolean({ message: 'must be true or false' }),
  );
}

/** Text on one line that is not empty. */
export function IsText(most: number) {
  return applyDecorators(
    IsString({ message: 'must be text' }),
    MaxLength(most, { message: `must be at most ${most} characters long` }),
    Matches(/^[^\p{Cc}]+$/u, { message: 'must not be empty or hold control characters' }),
  );
}

/** Null is no value here: it is told to be a fault. */
export function IfGiven() {
  return ValidateIf((_body, value) => value !== undefined);
}

/** Null takes the value away. */
function IfValue() {
  return ValidateIf((_body, value) => value !== undefined && value !== null);
}
