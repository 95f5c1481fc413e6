/** What is asked. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** Without `Authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The bearer token; none is sent when it is left out. */
  readonly token?: string | undefined;
  /** What it is for, such as `contract page 3`. */
  readonly purpose: string;
  /** A request for a token: neither what is shown nor what is given is recorded. */
  readonly confidential?: boolean;
}

/** A request and its answer, as they are recorded: without tokens and secrets. */
export interface Exchange {
  /** From 1, in the order in which the requests were sent. */
  readonly number: number;
  readonly purpose: string;
  readonly method: string;
  readonly url: string;
  readonly requestBody?: string;
  /** Whether a token was sent. */
  readonly authorized: boolean;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Until the first byte of the answer, and until its end. */
  readonly firstByteMs: number;
  readonly milliseconds: number;
  /** Left out when there was no answer. */
  readonly status?: number;
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Why there was no answer, or not all of it. */
  readonly error?: string;
}

/** Something that answers requests: a system over HTTP, or a recording of one. */
export interface Wire {
  /** Does not throw for what goes wrong on the way: the exchange says it. */
  send(request: WireRequest): Promise<Exchange>;
  close(): Promise<void>;
}
