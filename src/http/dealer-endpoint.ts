import { applyDecorators } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiInternalServerErrorResponse,
  ApiNotFoundResponse,
  ApiOperation,
  ApiParam,
  ApiServiceUnavailableResponse,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import { RequireScope } from '../auth/require-scope.decorator.js';
import { PROBLEM_CONTENT } from './schemas.js';

/** A named schema of the OpenAPI document. */
export interface SchemaReference {
  readonly $ref: string;
}

/**
 * What all endpoints for the dealer's own systems have in common: the scope, and what OpenAPI says of
 * their failures.
 */
export function DealerEndpoint(summary: string, description: string) {
  return applyDecorators(
    RequireScope('dealer'),
    ApiOperation({ summary, description }),
    ApiBadRequestResponse(problem('A parameter or the body is not valid')),
    ApiInternalServerErrorResponse(problem('Server error')),
    ApiTooManyRequestsResponse(
      problem('The client asks for too much at one time, or in one second'),
    ),
    ApiServiceUnavailableResponse(
      problem('The database does not answer, or more is asked of the server than it can do now'),
    ),
  );
}

/** The id of a path, and what is answered when there is no such thing. */
export function PathId(name: string, description: string) {
  return applyDecorators(
    ApiParam({ name, description, schema: { type: 'string' } }),
    ApiNotFoundResponse(problem('There is no such thing')),
  );
}

/** An answer with a problem body, for OpenAPI. */
export function problem(description: string) {
  return { description, content: PROBLEM_CONTENT };
}

/** An answer with a JSON body, for OpenAPI. */
export function answer(description: string, schema: SchemaReference) {
  return { description, content: { 'application/json': { schema } } };
}
