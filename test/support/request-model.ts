import fc from 'fast-check';

/** A request as the model has it: nothing but what the interface says of it. */
export interface ModelRequest {
  readonly kind: string;
  status: string;
  ended: boolean;
  disposition: string | null;
}

/** Somebody names a state. */
export interface ModelStep {
  readonly side: 'crs' | 'dealer';
  readonly status: string;
  readonly disposition: string | undefined;
  /** CRS sends the request itself. */
  readonly whole: boolean;
}

/** The states of each kind of request in their order; a cancel stands outside of it. */
export const ORDERS: Readonly<Record<string, readonly string[]>> = {
  purchase_order: ['submitted', 'received', 'closed'],
  jobsite: ['submitted', 'received', 'closed'],
  extend: ['submitted', 'received', 'closed'],
  transfer: ['submitted', 'received', 'scheduled', 'closed'],
  calloff: ['submitted', 'received', 'scheduled', 'closed'],
  service: ['submitted', 'received', 'scheduled', 'closed'],
  quote: ['submitted', 'received', 'quoted', 'approved', 'closed'],
  'quote-not-required': ['submitted', 'received', 'closed'],
  lead: ['lead_screening', 'submitted', 'closed'],
};

const STATUSES = [...new Set([...Object.values(ORDERS).flat(), 'canceled'])];
const DISPOSITIONS = [undefined, undefined, 'Won', 'Lost - Availability', 'Wrong Territory'];

export const kinds = fc.constantFrom(...Object.keys(ORDERS));

const ALL: ModelStep[] = (['crs', 'dealer'] as const).flatMap((side) =>
  STATUSES.flatMap((status) =>
    DISPOSITIONS.flatMap((disposition) => [
      { side, status, disposition, whole: false },
      ...(side === 'crs' && disposition === undefined
        ? [{ side, status, disposition, whole: true }]
        : []),
    ]),
  ),
);

/** A number for each step there is: quick to make by the million. */
export const stepNumbers = fc.nat(ALL.length - 1);

/** The step of a number. */
export function stepOf(number: number): ModelStep {
  const step = ALL[number];
  if (!step) throw new Error(`There is no step ${number}`);
  return step;
}

/** Steps that a request of a kind can be given in words: its own states, mostly. */
export function likelySteps(kind: string): fc.Arbitrary<ModelStep> {
  const own = ALL.filter(({ status }) => status === 'canceled' || ORDERS[kind]?.includes(status));
  return fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...own) },
    { weight: 1, arbitrary: fc.constantFrom(...ALL) },
  );
}

/**
 * Takes a step as the interface and its rulings say, told by the places of the states in their order
 * instead of a table.
 * @returns whether it was allowed
 */
export function take(request: ModelRequest, step: ModelStep): boolean {
  const target = targetOf(request, step);
  if (target === undefined) return false;
  const isReopened = request.ended && request.status !== 'closed' && step.whole;
  if (isReopened) [request.ended, request.disposition] = [false, null];
  request.status = target;
  request.disposition = step.disposition ?? request.disposition;
  if (target === 'closed') request.ended = true;
  const isForeign = step.disposition === 'Wrong Territory' && step.status === 'submitted';
  if (request.kind === 'lead' && step.side === 'dealer' && isForeign) request.ended = true;
  return true;
}

/** The state that the request is in afterwards; undefined when the step is refused. */
function targetOf({ kind, status, ended }: ModelRequest, step: ModelStep): string | undefined {
  if (status === 'closed') {
    const changes = kind === 'lead' && step.status === 'closed' && step.disposition !== undefined;
    return changes ? 'closed' : undefined;
  }
  if (step.side === 'dealer' && ended) return undefined;
  if (step.status === status) return status;
  if (step.status === 'canceled') return step.side === 'crs' ? 'canceled' : undefined;
  if (status === 'canceled') return step.status === 'closed' ? 'closed' : undefined;
  const order = ORDERS[kind] ?? [];
  const [now, next] = [order.indexOf(status), order.indexOf(step.status)];
  if (next < 0) return undefined;
  if (next < now) return step.side === 'crs' ? status : undefined;
  const isEarlyClose =
    kind === 'quote' && step.status === 'closed' && now < order.indexOf('quoted');
  return isEarlyClose ? undefined : step.status;
}
