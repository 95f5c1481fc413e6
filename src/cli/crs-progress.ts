import { Presets, SingleBar } from 'cli-progress';
import type { PullProgress } from '../simulator/pull/pull-options.js';

/** Shows how far a pull is. */
export interface ProgressDisplay {
  readonly update: (progress: PullProgress) => void;
  readonly stop: () => void;
}

const FORMAT =
  '[{bar}] {value}/{total} customers | {pages} answers | {items} items | {findings} findings{left}';
const PAUSE_MS = 5_000;
const ENOUGH = 10;

/** A bar on a terminal, a line now and then otherwise, both on standard error; nothing if quiet. */
export function progressDisplay(quiet: boolean): ProgressDisplay {
  if (quiet) return { update: () => {}, stop: () => {} };
  return process.stderr.isTTY ? bar() : lines();
}

function bar(): ProgressDisplay {
  const options = { format: FORMAT, stream: process.stderr, hideCursor: true };
  const shown = new SingleBar(options, Presets.legacy);
  const began = performance.now();
  let total = 0;
  return {
    update({ customers, of, ...payload }) {
      // Until the customers are known there is no end to be seen.
      if (of === 0) return;
      const told = { ...payload, left: leftOf(customers, of, performance.now() - began) };
      if (total === 0) shown.start(of, customers, told);
      else if (total !== of) shown.setTotal(of);
      shown.update(customers, told);
      total = of;
    },
    stop() {
      shown.stop();
      total = 0;
    },
  };
}

/** The time that is left, once there is something to work it out from. */
function leftOf(done: number, of: number, milliseconds: number): string {
  if (done < ENOUGH) return '';
  const seconds = Math.round(((milliseconds / done) * (of - done)) / 1000);
  return seconds < 120 ? ` | ${seconds} s left` : ` | ${Math.round(seconds / 60)} min left`;
}

function lines(): ProgressDisplay {
  let at = performance.now();
  return {
    update({ customers, of, pages, items, findings }) {
      if (performance.now() - at < PAUSE_MS) return;
      at = performance.now();
      process.stderr.write(
        `${customers} of ${of} customers, ${pages} answers, ${items} items, ${findings} findings\n`,
      );
    },
    stop: () => {},
  };
}
