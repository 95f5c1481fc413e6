import type { Type } from '@nestjs/common';
import { BodyPipe } from '../http/body.pipe.js';
import { ConnectionBody, ConnectionPatch } from '../outbox/connection/connection.dto.js';

// Loaded by commands that need it only: the declarations of bodies bring the API's description along.
const pipe = new BodyPipe();

/** Checks the settings of a connection as the API does. @throws AppError `invalid-request` */
export function connectionBody(given: object): ConnectionBody {
  return checked(given, ConnectionBody);
}

/** Checks a change of a connection as the API does. @throws AppError `invalid-request` */
export function connectionPatch(given: object): ConnectionPatch {
  return checked(given, ConnectionPatch);
}

function checked<T>(given: object, metatype: Type<T>): T {
  return pipe.transform(given, { type: 'body', metatype }) as T;
}
