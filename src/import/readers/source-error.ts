/**
 * The input as a whole can't be used: nothing of it may be published. The message is one line,
 * names the file (and the line, when there is one) and is fit to be shown to the operator.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

/**
 * A fault in the middle of a file that makes the rest of it unreadable.
 * @param line 1-based, the line where the fault is or where the part that holds it begins
 */
export function unreadable(file: string, line: number, reason: string): SourceError {
  return new SourceError(`${file} cannot be read to its end, line ${line}: ${reason}`);
}

/** The message of anything thrown, on one line. */
export function reasonOf(error: unknown): string {
  return String(member(error, 'message') ?? error).replaceAll(/\s+/g, ' ');
}

/** The code of a thrown system or library error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  const code = member(error, 'code');
  return typeof code === 'string' ? code : undefined;
}

/** Asked this way because `instanceof Error` fails for errors of another realm, as under jest. */
function member(error: unknown, name: 'message' | 'code'): unknown {
  return typeof error === 'object' && error !== null && name in error
    ? (error as Record<string, unknown>)[name]
    : undefined;
}
