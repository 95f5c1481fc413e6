import { describe, expect, it } from '@jest/globals';
import { STATUSES } from './vocabulary.js';
import type { Side, Status } from './request-type.js';
import { allowedStates, hasStatus, openedIn, transition, type Path } from './request.state.js';

// Written down once more, pair by pair, as it is read in the interface and its rulings: the rows are
// the present states, the columns what is named. `+` moves there, `.` is more information and stays,
// `-` is refused, a second sign is the dealer's, where it differs.
const TAKEN_IN = `
            submitted received canceled closed
  submitted .         +        +-       +
  received  .-        .        +-       +
  canceled  -         -        .        +
  closed    -         -        -        -`;
const SCHEDULED = `
            submitted received scheduled canceled closed
  submitted .         +        +         +-       +
  received  .-        .        +         +-       +
  scheduled .-        .-       .         +-       +
  canceled  -         -        -         .        +
  closed    -         -        -         -        -`;
const QUOTE = `
            submitted received quoted approved canceled closed
  submitted .         +        +      +        +-       -
  received  .-        .        +      +        +-       -
  quoted    .-        .-       .      +        +-       +
  approved  .-        .-       .-     .        +-       +
  canceled  -         -        -      -        .        +
  closed    -         -        -      -        -        -`;
const LEAD = `
                 lead_screening submitted canceled closed
  lead_screening .              +         +-       +
  submitted      .-             .         +-       +
  canceled       -              -         .        +
  closed         -              -         -        -`;
const TABLES: Record<Path, string> = {
  purchase_order: TAKEN_IN,
  jobsite: TAKEN_IN,
  extend: TAKEN_IN,
  'quote-not-required': TAKEN_IN,
  transfer: SCHEDULED,
  calloff: SCHEDULED,
  service: SCHEDULED,
  quote: QUOTE,
  lead: LEAD,
};

const SIGNS: Record<string, string> = { '+': 'moved', '.': 'noted', '-': 'refused' };

interface Pair {
  readonly path: Path;
  readonly from: Status;
  readonly side: Side;
  readonly named: Status;
  readonly expected: string | undefined;
}

/** Every pair of states on a way, for both sides; what the table doesn't name is refused. */
function pairs(path: Path): Pair[] {
  const [head = [], ...rows] = TABLES[path]
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([from = '', ...signs]) =>
    STATUSES.flatMap((named) => {
      const sign = signs[head.indexOf(named)] ?? '-';
      return (['crs', 'dealer'] as const).map((side) => {
        const own = side === 'dealer' ? sign.at(-1) : sign[0];
        return { path, from: from as Status, side, named, expected: SIGNS[own ?? ''] };
      });
    }),
  );
}

const ALL = Object.keys(TABLES).flatMap((path) => pairs(path as Path));

it.each(ALL)('$path: $from, and $side names $named: $expected', (pair) => {
  const { path, from, side, named, expected } = pair;
  const before = openedIn(path, from);
  const after = transition(before, { side, status: named });
  expect(after.result).toBe(expected);
  if (after.result === 'refused') expect(after.allowed).toEqual(allowedStates(before));
  else {
    const status = expected === 'moved' ? named : from;
    expect(after.state).toEqual({ path, status, ended: status === 'closed', disposition: null });
  }
});

it('names the states that the dealer may name', () => {
  for (const path of Object.keys(TABLES) as Path[])
    for (const from of STATUSES.filter((status) => hasStatus(path, status))) {
      const named = pairs(path).filter((pair) => pair.from === from && pair.side === 'dealer');
      const expected = named
        .filter((pair) => pair.expected !== 'refused')
        .map((pair) => pair.named);
      // A closed lead can be closed once more, with a disposition.
      if (path === 'lead' && from === 'closed') expected.push('closed');
      expect(allowedStates(openedIn(path, from)).toSorted()).toEqual(expected.toSorted());
    }
});

describe('a lead', () => {
  const foreign = { side: 'dealer', status: 'submitted', disposition: 'Wrong Territory' } as const;
  const submitted = openedIn('lead', 'submitted');
  const ended = { ...submitted, ended: true, disposition: 'Wrong Territory' };

  it('of another territory ends, whether it was screened or not', () => {
    expect(transition(submitted, foreign)).toEqual({ result: 'moved', state: ended });
    const screening = openedIn('lead', 'lead_screening');
    expect(transition(screening, foreign)).toEqual({ result: 'moved', state: ended });
  });

  it('is not ended by CRS telling that it was another dealer who did not want it', () => {
    const { state } = transition(submitted, { ...foreign, side: 'crs' }) as { state: object };
    expect(state).toMatchObject({ ended: false, disposition: 'Wrong Territory' });
  });

  it('that has ended takes nothing more from the dealer', () => {
    for (const status of STATUSES)
      for (const disposition of [undefined, 'Won', 'Wrong Territory']) {
        const after = transition(ended, { side: 'dealer', status, disposition });
        expect(after).toEqual({ result: 'refused', allowed: [] });
      }
  });

  it('that has ended takes more information from CRS, and waits on', () => {
    const after = transition(ended, { side: 'crs', status: 'submitted' });
    expect(after).toEqual({ result: 'noted', state: ended });
  });

  it('that has ended is reopened when CRS sends it again', () => {
    const after = transition(ended, { side: 'crs', status: 'submitted', whole: true });
    expect(after).toEqual({ result: 'moved', state: submitted });
  });

  it.each<Side>(['crs', 'dealer'])('that is closed gets another disposition from %s', (side) => {
    const closed = { ...openedIn('lead', 'closed'), disposition: 'Won' };
    const disposition = 'Lost - Competitor';
    const after = transition(closed, { side, status: 'closed', disposition });
    expect(after).toEqual({ result: 'moved', state: { ...closed, disposition } });
    const other = transition(closed, { side, status: 'submitted', disposition });
    expect(other.result).toBe('refused');
  });
});

it('no other closed request gets another disposition', () => {
  for (const path of Object.keys(TABLES) as Path[]) {
    if (path === 'lead') continue;
    for (const side of ['crs', 'dealer'] as const) {
      const after = transition(openedIn(path, 'closed'), {
        side,
        status: 'closed',
        disposition: 'Won',
      });
      expect(after.result).toBe('refused');
    }
  }
});
