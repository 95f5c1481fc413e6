/**
 * How large the checker's bundles are: CHECKER_SCALE multiplies their rows. Without it the checker
 * runs within seconds.
 */
export function checkerSize() {
  const scale = Number(process.env['CHECKER_SCALE'] ?? 1);
  return {
    customers: 6 + scale,
    jobsites: 25 * scale,
    contracts: 60 * scale,
    invoices: 120 * scale,
  };
}
