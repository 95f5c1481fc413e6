import pg from 'pg';
import { isUnavailable } from '../database/unavailable.js';

/** How the writing of a batch ended. */
export interface Written<T> {
  /** What the database cannot take, whenever it is asked. */
  readonly refused: readonly T[];
  /** What is to be tried again. */
  readonly left: readonly T[];
  /** What is left may be in the database all the same. */
  readonly uncertain: boolean;
  /** Why not all of it was written. */
  readonly error?: unknown;
}

/**
 * Writes a batch. One that the database refuses is cut in two, and so on: a bad entry keeps no other
 * from being written.
 * @param write all or none of them
 */
export async function writeBatch<T>(
  batch: readonly T[],
  write: (batch: readonly T[]) => Promise<void>,
): Promise<Written<T>> {
  try {
    await write(batch);
    return { refused: [], left: [], uncertain: false };
  } catch (error) {
    if (isTransient(error)) return { refused: [], left: batch, uncertain: mayBeDone(error), error };
    if (batch.length === 1) return { refused: batch, left: [], uncertain: false, error };
    return writeHalves(batch, write);
  }
}

async function writeHalves<T>(
  batch: readonly T[],
  write: (batch: readonly T[]) => Promise<void>,
): Promise<Written<T>> {
  const middle = Math.ceil(batch.length / 2);
  const first = await writeBatch(batch.slice(0, middle), write);
  const others = batch.slice(middle);
  // The database is away: what was not tried is certainly not there.
  if (first.left.length > 0 && !first.uncertain)
    return { ...first, left: [...first.left, ...others] };
  const second = await writeBatch(others, write);
  return {
    refused: [...first.refused, ...second.refused],
    left: [...first.left, ...second.left],
    uncertain: first.uncertain || second.uncertain,
    error: second.error ?? first.error,
  };
}

// Class 40: the transaction was rolled back as it met another one.
function isTransient(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return isUnavailable(error) || (error instanceof pg.DatabaseError && !!code?.startsWith('40'));
}

/** Neither refused by PostgreSQL, which then has done nothing, nor by a connection never made. */
function mayBeDone(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return false;
  const { syscall, message } = error as NodeJS.ErrnoException;
  return !(syscall === 'connect' || /when trying to connect|pool after calling end/.test(message));
}
