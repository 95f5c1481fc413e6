/** Lets the PostgreSQL of this test run go, and waits until it has. */
export default async function globalTeardown(): Promise<void> {
  const guardian = globalThis.crsPostgresGuardian;
  if (!guardian || guardian.exitCode !== null) return;
  const exited = new Promise((resolve) => guardian.once('exit', resolve));
  guardian.stdin?.end();
  await exited;
}
