import { AppError, type BodyFault } from '../../errors.js';

/** As many faults as an answer lists: who has more of them has one cause. */
const MOST_FAULTS = 1000;

/** The error of a body that cannot be taken as a whole. */
export function unacceptableBody(reason: string, cause?: unknown): AppError {
  return new AppError('invalid-message', `The body ${reason}`, {
    faults: [{ path: '', reason }],
    cause,
  });
}

/** The error of a message with faults. */
export function unacceptable(faults: readonly BodyFault[]): AppError {
  const listed = faults.slice(0, MOST_FAULTS);
  const detail =
    listed.length < faults.length
      ? `The first ${MOST_FAULTS} of ${faults.length} faults`
      : undefined;
  return new AppError('invalid-message', detail, { faults: listed });
}
