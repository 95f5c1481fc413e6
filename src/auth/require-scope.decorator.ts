import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiForbiddenResponse, ApiOAuth2, ApiUnauthorizedResponse } from '@nestjs/swagger';
import type { Scope } from './scope.js';

/** Metadata key of {@link RequireScope}. */
export const REQUIRED_SCOPE = Symbol('REQUIRED_SCOPE');

/** Lets only callers with this scope use the route or controller. */
export const RequireScope = (scope: Scope) =>
  applyDecorators(
    SetMetadata(REQUIRED_SCOPE, scope),
    ApiOAuth2([scope], 'bearer'),
    ApiUnauthorizedResponse({ description: 'No access token, or one that is not valid' }),
    ApiForbiddenResponse({
      description: `The access token lacks the scope ${scope}, the dealer is not the client's, or the address is not allowed`,
    }),
  );
