import { isUnavailable } from '../database/unavailable.js';
import { AppError } from '../errors.js';
import { Prisma } from '../generated/prisma/client.js';

/** Whether a write failed because a unique key is taken. */
export function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

/** @throws AppError `database-unavailable` when the error says so; else the error itself */
export function asOutage(error: unknown): never {
  if (!isUnavailable(error)) throw error;
  throw new AppError('database-unavailable', undefined, { cause: error });
}
