import { conformance } from '../../src/simulator/check/conformance.js';
import { Run, type RunResult } from '../../src/simulator/run.js';
import { Target } from '../../src/simulator/target.js';
import { HttpWire } from '../../src/simulator/wire/http-wire.js';
import type { StandInDealer } from './stand-in-dealer.js';

/** A conformance run over a stand-in dealer, with some of its customers. */
export async function checkStandIn(
  dealer: StandInDealer,
  { messages = false }: { readonly messages?: boolean | undefined } = {},
): Promise<RunResult> {
  const run = new Run('crs check', dealer.url);
  const wire = new HttpWire({ timeoutMs: 10_000 });
  try {
    const target = new Target(dealer, wire, run.findings);
    await conformance(run, target, { customers: [...CUSTOMERS], messages });
    return run.result();
  } finally {
    await wire.close();
  }
}

/** Two with contracts, and one with an invoice or two. */
const CUSTOMERS = ['00120', '00121', '00126'] as const;
