import { AppError } from '../errors.js';
import type { Caller } from './caller.js';

/**
 * The dealer a request is about: the one place that decides whose data a caller sees.
 * @param requested the dealer the request names, if it names one
 * @throws AppError `dealer-required` when the client has several dealers and names none;
 *   `dealer-not-allowed` for a dealer that is unknown or not the client's, alike for both
 */
export function resolveDealer(
  caller: Pick<Caller, 'dealers'>,
  requested: string | undefined,
): string {
  const named = requested?.trim();
  if (named) {
    if (caller.dealers.includes(named)) return named;
    throw new AppError('dealer-not-allowed');
  }
  const [only, ...others] = caller.dealers;
  if (only === undefined) throw new AppError('dealer-not-allowed');
  if (others.length > 0) throw new AppError('dealer-required');
  return only;
}
