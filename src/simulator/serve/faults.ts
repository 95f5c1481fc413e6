/** What can be made to go wrong. */
export const FAULT_KINDS = [
  'delay',
  'hang',
  'reset',
  'status',
  'cut',
  'html',
  'stale-token',
  'token-down',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/**
 * A fault on demand:
 * - `delay`: the answer comes later
 * - `hang`: no answer comes
 * - `reset`: the connection ends without an answer
 * - `status`: another status, with `Retry-After` if wanted
 * - `cut`: the answer ends in its middle; the message was taken
 * - `html`: a page of HTML instead of an answer, with the status 200 or another one
 * - `stale-token`: 401, as if the token had ended
 * - `token-down`: the token endpoint fails
 */
export interface Fault {
  readonly kind: FaultKind;
  /** So many messages (or requests for tokens) are hit; 0: all. */
  readonly next: number;
  /** Only messages of this type, and of this customer. */
  readonly type?: string | undefined;
  readonly customer?: string | undefined;
  readonly status?: number | undefined;
  readonly milliseconds?: number | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
  /** Of `hang` and `reset`: the message is taken all the same, and only the answer is lost. */
  readonly taken?: boolean | undefined;
}

/** What a fault may depend on. */
export interface FaultSubject {
  readonly type?: string | undefined;
  readonly customer?: string | undefined;
}

/** The faults that are to come. */
export class FaultPlan {
  #faults: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#faults.push({ fault, left: fault.next === 0 ? Infinity : fault.next });
  }

  clear(): void {
    this.#faults = [];
  }

  /** Those that are still to come. */
  list(): Fault[] {
    return this.#faults.map(({ fault, left }) => ({
      ...fault,
      next: left === Infinity ? 0 : left,
    }));
  }

  /** The next fault that hits; it has hit then. */
  take(kinds: readonly FaultKind[], { type, customer }: FaultSubject = {}): Fault | undefined {
    const found = this.#faults.find(
      ({ fault }) =>
        kinds.includes(fault.kind) &&
        (fault.type === undefined || fault.type === type) &&
        (fault.customer === undefined || fault.customer === customer),
    );
    if (!found) return undefined;
    found.left--;
    this.#faults = this.#faults.filter(({ left }) => left > 0);
    return found.fault;
  }
}
