import { SPEED } from '../rules/speed.rules.js';
import type { Run } from '../run.js';
import { ENDPOINTS } from '../answers/answer-table.js';

const WARNING_MS = 2_000;
const ERROR_MS = 10_000;
const NIGHT_MS = 6 * 3_600_000;

/** Looks how long the answers of each endpoint took. */
export function checkSpeed({ findings, timings }: Run): void {
  const endpoints: readonly string[] = ENDPOINTS;
  for (const { kind, p95, requests } of timings.list()) {
    if (!endpoints.includes(kind)) continue;
    const found = `${kind}: ${seconds(p95)} (p95 of ${requests})`;
    const isError = p95 > ERROR_MS;
    findings.expect(SPEED.slow, isError ? found : undefined);
    findings.expect(SPEED.page, p95 > WARNING_MS && !isError ? found : undefined);
  }
}

/**
 * Works out how long the pull of all customers would take.
 * @param pulled how many customers the timings are of
 * @param customers how many there are in all
 * @param connections pulled at once
 */
export function checkNight(run: Run, pulled: number, customers: number, connections: number): void {
  if (pulled === 0) return;
  // Locations and the catalog are pulled once, but they are little of it.
  const total = run.timings.list().reduce((sum, { total: one }) => sum + one, 0);
  const night = (total / pulled / connections) * customers;
  run.count('seconds for the nightly pull', Math.round(night / 1000));
  const found = `${(night / 3_600_000).toFixed(1)} hours for ${customers} customers`;
  run.findings.expect(SPEED.night, night > NIGHT_MS ? found : undefined);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
