import { applyDecorators } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
} from '@nestjs/swagger';
import { answer, DealerEndpoint, problem } from '../../http/dealer-endpoint.js';
import { CHECK_REPORT, CONNECTION } from './connection.schemas.js';

const NONE = ApiNotFoundResponse(problem('There is no connection'));
const MOVED = ApiConflictResponse(
  problem('Messages wait for the other environment, and keepMessages was not given'),
);

/** The endpoint that shows a connection. */
export function ConnectionEndpoint() {
  return applyDecorators(
    DealerEndpoint(
      'The connection with CRS',
      'Its settings, whether CRS takes messages, what waits, and how far the clocks differ. The ' +
        'secret is never told.',
    ),
    ApiOkResponse(answer('Success', CONNECTION)),
    NONE,
  );
}

/** The endpoint that connects a dealer. */
export function PutConnectionEndpoint() {
  return applyDecorators(
    DealerEndpoint(
      'Connect with CRS',
      'Sets all of the connection, the secret as well; what is left out has its default. Whether it ' +
        'is paused stays. CRS is told of what is published from the first time on.',
    ),
    ApiOkResponse(answer('Replaced', CONNECTION)),
    ApiCreatedResponse(answer('Connected', CONNECTION)),
    MOVED,
  );
}

/** The endpoint that changes a connection. */
export function ChangeConnectionEndpoint() {
  return applyDecorators(
    DealerEndpoint(
      'Change the connection with CRS',
      'What is left out stays. A new secret is tried at once, and the one before stays in use until ' +
        'a token was got with it; when clientId or tokenUrl change in the same request, it takes its ' +
        'place at once. When those change without a secret, the stored one is used. What may help ' +
        'makes waiting messages be tried at once.',
    ),
    ApiOkResponse(answer('Success', CONNECTION)),
    NONE,
    MOVED,
  );
}

/** The endpoint that removes a connection. */
export function RemoveConnectionEndpoint() {
  return applyDecorators(
    DealerEndpoint(
      'Disconnect from CRS',
      'Nothing is sent any more. Messages that wait do so until the dealer is connected again.',
    ),
    ApiNoContentResponse({ description: 'Removed' }),
    NONE,
  );
}

/** The endpoint that tests a connection. */
export function TestConnectionEndpoint() {
  return applyDecorators(
    DealerEndpoint(
      'Test the connection with CRS',
      'Looks at the hosts and their certificates, and gets a token with the secret and with the one ' +
        'that is to take its place. No message is sent, and nothing changes. At most 10 seconds a step.',
    ),
    ApiOkResponse(answer('What was found; also when something failed', CHECK_REPORT)),
    NONE,
  );
}
