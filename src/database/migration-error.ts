/** The migrations and the database do not fit. The message is one line, for an operator. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** The database lacks migrations that this version needs. */
export class MigrationsPendingError extends Error {
  override readonly name = 'MigrationsPendingError';

  constructor(pending: readonly string[]) {
    const names = pending.join(', ');
    super(`The database lacks migrations (${names}): run \`npm run cli -- migrate\` first`);
  }
}

/** What the schema engine says, without the trace of its insides. */
export function engineMessage(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split('\n').map((line) => line.trim());
  const trace = lines.findIndex((line) => /^\d+: /.test(line));
  const said = lines.slice(0, trace < 0 ? undefined : trace);
  return said.filter((line) => line !== '' && line !== 'external connector error').join(' ');
}
