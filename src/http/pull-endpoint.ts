import { applyDecorators, UseInterceptors } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiInternalServerErrorResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTooManyRequestsResponse,
} from '@nestjs/swagger';
import { RequireScope } from '../auth/require-scope.decorator.js';
import { BodyInterceptor } from './body.interceptor.js';
import { DeadlineInterceptor } from './deadline.interceptor.js';
import { CountsAs } from './load/client-limit.decorator.js';
import { PROBLEM_CONTENT } from './schemas.js';

interface SchemaReference {
  readonly $ref: string;
}

/**
 * What all pull endpoints have in common: the scope, the deadline, a finished body, and what
 * OpenAPI says of their answers.
 * @param schema of the 200 body
 */
export function PullEndpoint(summary: string, description: string, schema: SchemaReference) {
  return applyDecorators(
    RequireScope('crs'),
    CountsAs('pull'),
    UseInterceptors(DeadlineInterceptor, BodyInterceptor),
    ApiOperation({ summary, description }),
    ApiOkResponse({ description: 'Success', content: { 'application/json': { schema } } }),
    ApiBadRequestResponse({ description: 'A parameter is not valid', content: PROBLEM_CONTENT }),
    ApiInternalServerErrorResponse({ description: 'Server error', content: PROBLEM_CONTENT }),
    ApiTooManyRequestsResponse({
      description: 'The client asks for too much at one time, or in one second',
      content: PROBLEM_CONTENT,
    }),
    ApiServiceUnavailableResponse({
      description:
        'The database does not answer, nothing has been loaded yet, or more is asked of the server than it can do now: never an empty list',
      content: PROBLEM_CONTENT,
    }),
  );
}
