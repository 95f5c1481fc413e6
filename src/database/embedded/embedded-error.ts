/** The embedded PostgreSQL cannot run. The message is one line, for an operator. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}
