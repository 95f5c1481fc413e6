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
function come(gate: Gate, name: string): Pass {
  const pass = gate.pass((refusal?: Refusal) => told.push(`${name} ${refusal ?? 'in'}`));
  pass.enter();
  return pass;
}

const gateOf = (places: number, waiting: number, patienceMs = () => LONG_MS) =>
  new Gate({ places, waiting, patienceMs });

describe('a gate', () => {
  it('lets in as many as it has places, has some wait, and refuses the others at once', () => {
    const gate = gateOf(2, 1);
    const passes = ['a', 'b', 'c', 'd'].map((name) => come(gate, name));
    expect(told).toEqual(['a in', 'b in', 'd full']);
    expect([gate.working, gate.waiting, gate.refusal]).toEqual([2, 1, 'full']);
    passes.forEach((pass) => pass.leave());
  });

  it('gives a place that comes free to who waits, and counts a leaving once', () => {
    const gate = gateOf(1, 2);
    const [first] = ['a', 'b', 'c'].map((name) => come(gate, name));
    first?.leave();
    first?.leave();
    expect(told).toEqual(['a in', 'b in']);
    expect([gate.working, gate.waiting]).toEqual([1, 1]);
  });

  it('does not wait for somebody who has gone', () => {
    const gate = gateOf(1, 2);
    const [first, second] = ['a', 'b', 'c'].map((name) => come(gate, name));
    second?.leave();
    expect(gate.waiting).toBe(1);
    first?.leave();
    expect(told).toEqual(['a in', 'c in']);
  });

  it('refuses who has waited for as long as it may', async () => {
    const gate = gateOf(1, 2, () => 10);
    const first = come(gate, 'a');
    come(gate, 'b');
    await until(() => told.includes('b late'));
    expect(gate.waiting).toBe(0);
    first.leave();
    expect(gate.working).toBe(0);
  });

  it('has nobody wait whose time is over already', () => {
    const gate = gateOf(1, 2, () => 0);
    come(gate, 'a');
    come(gate, 'b');
    expect(told).toEqual(['a in', 'b late']);
  });

  it('does not begin with somebody who has waited for longer than one may by now', async () => {
    let patienceMs = LONG_MS;
    const gate = gateOf(1, 2, () => patienceMs);
    const first = come(gate, 'a');
    come(gate, 'b');
    await delay(2);
    patienceMs = 1;
    first.leave();
    expect(told).toEqual(['a in', 'b late']);
    expect([gate.working, gate.waiting]).toEqual([0, 0]);
  });

  it('lets the newest go first when somebody has waited for more than half the time', async () => {
    let patienceMs = LONG_MS;
    const gate = gateOf(1, 9, () => patienceMs);
    const first = come(gate, 'a');
    const [second] = ['b', 'c'].map((name) => come(gate, name));
    first.leave();
    expect(told).toEqual(['a in', 'b in']);
    await delay(20);
    patienceMs = 30;
    ['d', 'e'].forEach((name) => come(gate, name));
    second?.leave();
    expect(told).toEqual(['a in', 'b in', 'e in']);
  });

  it('never lets in more than it has places, and forgets nobody, whoever comes and goes when', () => {
    const steps = fc.array(fc.nat({ max: 9 }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (leaving) => {
        const gate = gateOf(3, 4);
        let inside = 0;
        const passes: Pass[] = [];
        for (const step of leaving) {
          if (step < 5) {
            const pass = gate.pass((refusal) => {
              if (refusal === undefined) inside++;
            });
            passes.push(pass);
            pass.enter();
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
