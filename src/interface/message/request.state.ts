import { WRONG_TERRITORY } from './disposition.js';
import type { RequestType, Side, Status } from './request-type.js';

/** The ways through the states: a quote has two. */
export type Path = Exclude<RequestType, 'quote'> | 'quote' | 'quote-not-required';

/** For each state of a way the states that may follow it, by any number of steps. */
type Steps = Readonly<Partial<Record<Status, readonly Status[]>>>;

// A cancel is not among them: it comes from CRS only, in any state but closed.
const TAKEN_IN: Steps = {
  submitted: ['received', 'closed'],
  received: ['closed'],
  canceled: ['closed'],
  closed: [],
};

const SCHEDULED: Steps = {
  submitted: ['received', 'scheduled', 'closed'],
  received: ['scheduled', 'closed'],
  scheduled: ['closed'],
  canceled: ['closed'],
  closed: [],
};

/** The states of each way, in their order, and what may follow them (design §9). */
export const STEPS: Readonly<Record<Path, Steps>> = {
  purchase_order: TAKEN_IN,
  jobsite: TAKEN_IN,
  extend: TAKEN_IN,
  transfer: SCHEDULED,
  calloff: SCHEDULED,
  service: SCHEDULED,
  // "is only valid if the request has quoteRequired set to false": one whose quote is required is not
  // closed before there is one. After that the customer need not answer.
  quote: {
    submitted: ['received', 'quoted', 'approved'],
    received: ['quoted', 'approved'],
    quoted: ['approved', 'closed'],
    approved: ['closed'],
    canceled: ['closed'],
    closed: [],
  },
  'quote-not-required': TAKEN_IN,
  lead: {
    lead_screening: ['submitted', 'closed'],
    submitted: ['closed'],
    canceled: ['closed'],
    closed: [],
  },
};

/** Where a request stands. */
export interface RequestState {
  readonly path: Path;
  readonly status: Status;
  /** Nothing more is expected: it is closed, or it is a lead of another dealer's territory. */
  readonly ended: boolean;
  readonly disposition: string | null;
}

/** Somebody names the state that a request is to have. */
export interface RequestAction {
  readonly side: Side;
  readonly status: Status;
  /** As the interface writes it. */
  readonly disposition?: string | undefined;
  /** CRS sends the request itself, not an update of it. */
  readonly whole?: boolean;
}

/**
 * - `moved`: the state is another one
 * - `noted`: more information; the state stays
 * - `refused`: the table does not allow it
 */
export type Transition =
  | { readonly result: 'moved' | 'noted'; readonly state: RequestState }
  | { readonly result: 'refused'; readonly allowed: readonly Status[] };

/** The way that a request takes. A quote is required unless the request says that it is not. */
export function pathOf(type: RequestType, quoteRequired: boolean | undefined): Path {
  return type === 'quote' && quoteRequired === false ? 'quote-not-required' : type;
}

/** Whether requests on this way know the state. */
export function hasStatus(path: Path, status: Status): boolean {
  return status in STEPS[path];
}

/** A request that is opened in a state. */
export function openedIn(path: Path, status: Status): RequestState {
  return { path, status, ended: status === 'closed', disposition: null };
}

/** The states that the dealer may name now: the present one, with a note, and those that may follow. */
export function allowedStates({ path, status, ended }: RequestState): Status[] {
  if (status === 'closed') return path === 'lead' ? ['closed'] : [];
  return ended ? [] : [status, ...(STEPS[path][status] ?? [])];
}

/**
 * Who may do what, and what comes of it:
 * - a step may be skipped forward, and is never taken back;
 * - a cancel comes from CRS, in any state but closed; what is canceled can only be closed;
 * - an update that names the present state is more information, and so is one from CRS that names an
 *   earlier one, as CRS had not seen our step yet; while the request is canceled it is not;
 * - closed is final, but the disposition of a lead may change;
 * - a lead of another dealer's territory waits for CRS, and is reopened when CRS sends it again.
 */
export function transition(state: RequestState, action: RequestAction): Transition {
  const next = action.side === 'crs' ? fromCrs(state, action) : fromDealer(state, action);
  if (!next) return { result: 'refused', allowed: allowedStates(state) };
  const { status, ended, disposition } = next;
  const moved = status !== state.status || ended !== state.ended;
  const changed = moved || disposition !== state.disposition;
  return { result: changed ? 'moved' : 'noted', state: next };
}

function fromCrs(state: RequestState, action: RequestAction): RequestState | undefined {
  const { path, status } = state;
  if (status === 'closed') return disposed(state, action);
  if (action.status === 'canceled' || action.status === status) return arrived(state, action);
  if (follows(state, action.status)) return arrived(state, action);
  const isEarlier = follows({ path, status: action.status }, status);
  return isEarlier ? arrived(state, { ...action, status }) : undefined;
}

function fromDealer(state: RequestState, action: RequestAction): RequestState | undefined {
  const { path, status, ended } = state;
  if (status === 'closed') return disposed(state, action);
  if (ended) return undefined;
  if (action.status !== status && !follows(state, action.status)) return undefined;
  const next = arrived(state, action);
  const isForeign = path === 'lead' && action.disposition === WRONG_TERRITORY;
  return isForeign && action.status === 'submitted' ? { ...next, ended: true } : next;
}

function follows({ path, status }: Pick<RequestState, 'path' | 'status'>, next: Status): boolean {
  return STEPS[path][status]?.includes(next) ?? false;
}

function arrived(state: RequestState, { status, disposition, whole }: RequestAction): RequestState {
  const { path } = state;
  // CRS gives the lead to this dealer again: what the dealer said against it is over.
  if (state.ended && whole) return openedIn(path, status);
  const ended = status === 'closed' || state.ended;
  return { path, status, ended, disposition: disposition ?? state.disposition };
}

/** "the disposition of a lead request can be changed after it is closed" (§ Lead). */
function disposed(state: RequestState, { status, disposition }: RequestAction) {
  const applies = state.path === 'lead' && status === 'closed' && disposition !== undefined;
  return applies ? { ...state, disposition } : undefined;
}
