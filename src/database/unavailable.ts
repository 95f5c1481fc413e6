// Node's errors of a connection, when it is made or in use.
const SOCKET_CODES =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN)$/;

// SQLSTATE: connection exceptions (08), a login or a database refused (28, 3D000, 55000), resources
// (53), the server going down or the statement cancelled (57), files (58030), a lock or a transaction
// that took too long, a server that only reads.
const SQLSTATES = /^(08...|28...|3D000|55000|53...|57014|57P0[1-5]|58030|55P03|25P0[34]|25006)$/;

// Prisma: server not reached (P1001, P1002), timeouts (P1008, P2024, P2028), connection closed (P1017),
// too many connections (P2037).
const PRISMA_CODES = /^(P1001|P1002|P1008|P1017|P2024|P2028|P2037)$/;

// What Prisma's adapter makes of the driver's errors.
const ADAPTER_KINDS =
  /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections|TransactionAlreadyClosed)$/;

// The driver's own errors carry no code.
const TEXTS =
  /timeout exceeded when trying to connect|^timeout expired$|Connection terminated|Query read timeout|is not queryable|Cannot use a pool after calling end/;

const DEEPEST = 5;

/**
 * Whether an error says that the database does not answer now, or not in time: nothing is wrong with
 * the request, and the same one may succeed later. Knows the errors of Node's sockets, of pg, of
 * PostgreSQL, and Prisma's around them.
 */
export function isUnavailable(error: unknown): boolean {
  return speaksOfOutage(error, 0);
}

function speaksOfOutage(error: unknown, depth: number): boolean {
  if (typeof error !== 'object' || error === null || depth > DEEPEST) return false;
  const { code, errorCode, originalCode, kind, syscall, message, cause, meta, errors } =
    error as Readonly<Record<string, unknown>>;
  if ([code, errorCode, originalCode].some(isOutageCode)) return true;
  if (matches(ADAPTER_KINDS, kind) || matches(TEXTS, message)) return true;
  // The Unix socket of a server that is down is not there.
  if (code === 'ENOENT' && syscall === 'connect') return true;
  const inner = [cause, driverError(meta), ...(Array.isArray(errors) ? errors : [])];
  return inner.some((one) => speaksOfOutage(one, depth + 1));
}

function isOutageCode(code: unknown): boolean {
  return matches(SOCKET_CODES, code) || matches(SQLSTATES, code) || matches(PRISMA_CODES, code);
}

function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function driverError(meta: unknown): unknown {
  return (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
}
