import { Run, type RunResult } from '../../src/simulator/run.js';
import { Target } from '../../src/simulator/target.js';
import { HttpWire } from '../../src/simulator/wire/http-wire.js';
import type { Exchange } from '../../src/simulator/wire/exchange.js';

/** A system that the simulator looks at in a test. */
export interface Looked {
  readonly url: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly dealer?: string;
}

/** Runs the simulator's work on a system over HTTP, as a stranger. */
export async function simulated(
  system: Looked,
  work: (run: Run, target: Target) => Promise<unknown>,
  record?: (exchange: Exchange) => void,
): Promise<RunResult> {
  const run = new Run('test', system.url);
  const wire = new HttpWire({ timeoutMs: 10_000, ...(record && { record }) });
  try {
    await work(run, new Target(system, wire, run.findings));
    return run.result();
  } finally {
    await wire.close();
  }
}

/** What was found, in one line each: the rule, how often, and the first occurrence. */
export function found({ findings }: RunResult): string[] {
  return findings.map(
    ({ rule, count, occurrences: [first] }) =>
      `${rule.id} ×${count}: ${first?.url ?? ''} ${first?.path ?? ''} ${first?.found ?? ''}`,
  );
}

/** The ids of the rules that are broken. */
export function brokenRules({ findings }: RunResult): string[] {
  return findings.map(({ rule }) => rule.id);
}
