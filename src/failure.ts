import { isUnavailable } from './database/unavailable.js';

// Their messages are made for operators, one line for each fault.
const FOR_OPERATORS: ReadonlySet<string> = new Set([
  'AppError',
  'BundleError',
  'ConfigError',
  'EmbeddedPostgresError',
  'InterruptedError',
  'MetricsPortError',
  'MigrationError',
  'MigrationsPendingError',
  'SecretBoxError',
  'SourceError',
]);

/**
 * What an operator is told of an error that ends the program.
 * @returns undefined for an error that nobody foresaw: its stack is worth more than its message
 */
export function failureText(error: unknown): string | undefined {
  const { name, message, code, severity } = error as Error & { code?: string; severity?: string };
  if (FOR_OPERATORS.has(name)) return message;
  if (code === 'EADDRINUSE') return 'PORT is in use by another program: choose another one';
  if (severity !== undefined) return `The database refuses: ${lastLine(message)}`;
  if (isUnavailable(error)) return `The database does not answer: ${lastLine(message)}`;
  return undefined;
}

/** Prisma's messages say what matters in their last line. */
export function lastLine(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '') ?? '';
}
