import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { until } from '../../../test/support/until.js';
import { Gate, type Pass, type Refusal } from './gate.js';

const LONG_MS = 60_000;

let told: string[];
beforeEach(() => {
  told = [];
});

/** Comes to a gate; what becomes of it is in `told`. */
function come(gate: Gate, name: string, patienceMs = LONG_MS): Pass {
  const pass = gate.pass((refusal?: Refusal) => told.push(`${name} ${refusal ?? 'in'}`));
  pass.enter(patienceMs);
  return pass;
}

describe('a gate', () => {
  it('lets in as many as it has places, has some wait, and refuses the others at once', () => {
    const gate = new Gate({ places: 2, waiting: 1 });
    const passes = ['a', 'b', 'c', 'd'].map((name) => come(gate, name));
    expect(told).toEqual(['a in', 'b in', 'd full']);
    expect([gate.working, gate.waiting, gate.refusal(LONG_MS)]).toEqual([2, 1, 'full']);
    passes.forEach((pass) => pass.leave());
  });

  it('gives a place that comes free to who waits, and counts a leaving once', () => {
    const gate = new Gate({ places: 1, waiting: 2 });
    const [first] = ['a', 'b', 'c'].map((name) => come(gate, name));
    first?.leave();
    first?.leave();
    expect(told).toEqual(['a in', 'b in']);
    expect([gate.working, gate.waiting]).toEqual([1, 1]);
  });

  it('does not wait for somebody who has gone', () => {
    const gate = new Gate({ places: 1, waiting: 2 });
    const [first, second] = ['a', 'b', 'c'].map((name) => come(gate, name));
    second?.leave();
    expect(gate.waiting).toBe(1);
    first?.leave();
    expect(told).toEqual(['a in', 'c in']);
  });

  it('refuses who has waited for as long as it may', async () => {
    const gate = new Gate({ places: 1, waiting: 2 });
    const first = come(gate, 'a');
    come(gate, 'b', 10);
    await until(() => told.includes('b late'));
    expect(gate.waiting).toBe(0);
    first.leave();
    expect(gate.working).toBe(0);
  });

  it('has nobody wait whose time is over already', () => {
    const gate = new Gate({ places: 1, waiting: 2 });
    come(gate, 'a');
    come(gate, 'b', 0);
    expect(told).toEqual(['a in', 'b late']);
  });

  it('lets the newest go first when somebody has waited at every moment of late', async () => {
    const gate = new Gate({ places: 1, waiting: 9 });
    const first = come(gate, 'a');
    ['b', 'c', 'd'].forEach((name) => come(gate, name));
    // Longer than a queue that is worked off takes.
    await delay(120);
    first.leave();
    expect(told).toEqual(['a in', 'd in']);
  });

  it('never lets in more than it has places, and forgets nobody, whoever comes and goes when', () => {
    const steps = fc.array(fc.nat({ max: 9 }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (leaving) => {
        const gate = new Gate({ places: 3, waiting: 4 });
        let inside = 0;
        const passes: Pass[] = [];
        for (const step of leaving) {
          if (step < 5) {
            const pass = gate.pass((refusal) => {
              if (refusal === undefined) inside++;
            });
            passes.push(pass);
            pass.enter(LONG_MS);
          } else passes[step % passes.length]?.leave();
          expect(gate.working).toBeLessThanOrEqual(3);
          expect(gate.waiting === 0 || gate.working === 3).toBe(true);
        }
        passes.forEach((pass) => pass.leave());
        expect([gate.working, gate.waiting]).toEqual([0, 0]);
        expect(inside).toBeLessThanOrEqual(passes.length);
      }),
    );
  });
});
