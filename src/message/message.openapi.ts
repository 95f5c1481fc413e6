import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiServiceUnavailableResponse,
} from '@nestjs/swagger';
import { RequireScope } from '../auth/require-scope.decorator.js';
import { CountsAs } from '../http/load/client-limit.decorator.js';
import { PROBLEM_CONTENT } from '../http/schemas.js';
import { MessageSubmission } from '../interface/message/submission.dto.js';

/** What OpenAPI says of the endpoint that takes messages. */
export function MessageEndpoint() {
  return applyDecorators(
    RequireScope('crs'),
    CountsAs('message'),
    ApiOperation({
      summary: 'Submit a message',
      description:
        'Takes a message of the real-time integration into the queue. It is stored when the answer ' +
        'comes, and handled after that. The same message again gets the first answer again. Fields ' +
        'that are not known are kept. May be compressed: Content-Encoding.',
    }),
    ApiQuery({
      name: 'dealer',
      type: String,
      required: false,
      description: 'If given, the message’s own dealerCode.',
      example: 'A000',
    }),
    ApiBody({ type: MessageSubmission }),
    ApiOkResponse({
      description: 'The submission again, with when and by whom it was put into the queue',
      type: MessageSubmission,
    }),
    ApiResponse({
      status: 402,
      description: 'The message is not valid; every fault is named with its JSON path',
      content: PROBLEM_CONTENT,
    }),
    ApiServiceUnavailableResponse({
      description:
        'It could not be stored now, or not in time, or there are too many at one time: the same again is never wrong',
      content: PROBLEM_CONTENT,
    }),
  );
}
