import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EFFORT } from '../../../test/support/effort.js';
import {
  kinds,
  ORDERS,
  stepNumbers,
  stepOf,
  take,
  type ModelRequest,
} from '../../../test/support/request-model.js';
import { openedIn, transition, type Path, type RequestState } from './request.state.js';
import type { Status } from './request-type.js';

// Random walks through the states, each compared with a model that knows no table. A million steps; for
// a long run: CRS_TEST_EFFORT=100 npm test -- src/request/request.state.model.spec.ts

const STEPS = 50;
const WALKS = 20_000 * EFFORT;

/** Steps after which a closed request has been tried enough, and another one is opened. */
const ENOUGH = 3;

it(
  'a million random steps go as the model says, and no closed request comes back',
  () => {
    const tally = { taken: 0, refused: 0 };
    const walk = fc.array(stepNumbers, { minLength: STEPS, maxLength: STEPS, size: 'max' });
    const property = fc.property(kinds, walk, (kind, numbers) => go(kind, numbers, tally));
    fc.assert(property, { numRuns: WALKS });
    expect(tally.taken + tally.refused).toBe(WALKS * STEPS);
    expect(Math.min(tally.taken, tally.refused)).toBeGreaterThan((WALKS * STEPS) / 4);
  },
  EFFORT * 60_000,
);

function go(kind: string, numbers: number[], tally: { taken: number; refused: number }): void {
  let [model, state] = opened(kind);
  let tries = 0;
  for (const number of numbers) {
    if (state.ended && ++tries > ENOUGH) {
      [model, state] = opened(kind);
      tries = 0;
    }
    const step = stepOf(number);
    const before = state;
    const next = transition(state, { ...step, status: step.status as Status });
    const allowed = take(model, step);
    if (next.result === 'refused') tally.refused++;
    else {
      tally.taken++;
      state = next.state;
    }
    const same =
      allowed === (next.result !== 'refused') &&
      state.status === model.status &&
      state.ended === model.ended &&
      state.disposition === model.disposition;
    const cameBack = before.status === 'closed' && state.status !== 'closed';
    if (!same || cameBack) throw new Error(JSON.stringify({ before, step, next, model, allowed }));
  }
}

function opened(kind: string): [ModelRequest, RequestState] {
  const status = ORDERS[kind]?.[0] ?? '';
  return [
    { kind, status, ended: false, disposition: null },
    openedIn(kind as Path, status as Status),
  ];
}
