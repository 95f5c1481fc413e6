/** What kind of answer an error asks for. Only `http/` turns a kind into a status. */
export type ErrorKind =
  | 'invalid'
  | 'unacceptable'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-many'
  | 'unavailable'
  | 'internal';

interface CatalogueEntry {
  readonly kind: ErrorKind;
  /** Public text, the `title` of the problem body. */
  readonly title: string;
}

/** Every error the server names, once: code, kind, public text. */
export const ERRORS = {
  'invalid-parameter': { kind: 'invalid', title: 'A parameter is missing or not valid' },
  'dealer-required': { kind: 'invalid', title: 'The dealer must be named' },
  'invalid-request': { kind: 'invalid', title: 'The request is not valid' },
  'invalid-message': { kind: 'unacceptable', title: 'The message is not valid' },
  'not-authenticated': { kind: 'unauthenticated', title: 'A valid access token is needed' },
  'insufficient-scope': { kind: 'forbidden', title: 'The access token lacks the scope' },
  'address-not-allowed': { kind: 'forbidden', title: 'Not allowed from this address' },
  'dealer-not-allowed': { kind: 'forbidden', title: 'No access to this dealer' },
  'customer-not-found': { kind: 'not-found', title: 'No such customer' },
  'not-found': { kind: 'not-found', title: 'No such resource' },
  'already-exists': { kind: 'conflict', title: 'It exists already' },
  'not-allowed-now': { kind: 'conflict', title: 'Its present state does not allow it' },
  'never-loaded-in-full': { kind: 'conflict', title: 'A full load must come first' },
  'load-not-held': { kind: 'conflict', title: 'The load is not held' },
  'too-many-loads': { kind: 'unavailable', title: 'Too many loads run at one time' },
  'load-lost': { kind: 'unavailable', title: 'The load was given up' },
  'message-lost': { kind: 'unavailable', title: 'The message was taken by another process' },
  'not-loaded': { kind: 'unavailable', title: 'Nothing has been loaded yet' },
  'database-unavailable': { kind: 'unavailable', title: 'The database does not answer' },
  'pull-ended': { kind: 'unavailable', title: 'The pull cannot be continued' },
  overloaded: { kind: 'unavailable', title: 'More is asked of the server than it can do now' },
  'too-many-requests': { kind: 'too-many', title: 'The client asks for too much at one time' },
  'issuer-unavailable': { kind: 'unavailable', title: 'The token issuer does not answer' },
  internal: { kind: 'internal', title: 'Something went wrong' },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** One faulty parameter, as named to the caller. */
export interface ParameterFault {
  readonly name: string;
  readonly reason: string;
}

/** One fault of a body. */
export interface BodyFault {
  /** JSON path of its place; empty for the body as a whole. */
  readonly path: string;
  readonly reason: string;
}

interface ErrorDetails {
  /** Faults of a body, for `invalid-message` and `invalid-request`. */
  readonly faults?: readonly BodyFault[];
  /** Further members of the problem body that its kind defines. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Faulty parameters, for `invalid-parameter`. */
  readonly parameters?: readonly ParameterFault[];
  /** Seconds after which the caller may try again. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** An error of the catalogue, with a public text for this one case. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly parameters: readonly ParameterFault[];
  readonly faults: readonly BodyFault[];
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly retryAfter: number | undefined;

  /** @param detail public text, one sentence; nothing of the inside belongs here */
  constructor(
    readonly code: ErrorCode,
    detail?: string,
    details: ErrorDetails = {},
  ) {
    super(detail ?? ERRORS[code].title, { cause: details.cause });
    this.parameters = details.parameters ?? [];
    this.faults = details.faults ?? [];
    this.extensions = details.extensions ?? {};
    this.retryAfter = details.retryAfter;
  }

  get kind(): ErrorKind {
    return ERRORS[this.code].kind;
  }
}
