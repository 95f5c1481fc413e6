import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

declare global {
  // What global-teardown.ts needs; jest hands nothing from one to the other.
  var crsPostgresGuardian: ChildProcess | undefined;
}

/** Starts the PostgreSQL of this test run, with a migrated template; about 1.5 s. */
export default async function globalSetup(config: { rootDir: string }): Promise<void> {
  // Jest loads this file alone, outside its module mapping: the project's code runs in a child.
  const folder = join(config.rootDir, 'test', 'support');
  const guardian = spawn(
    process.execPath,
    ['--import', join(folder, 'load-typescript.mjs'), join(folder, 'postgres-guardian.ts')],
    { stdio: ['pipe', 'pipe', 'inherit'], cwd: config.rootDir },
  );
  globalThis.crsPostgresGuardian = guardian;
  process.env.CRS_TEST_POSTGRES_URL = await new Promise<string>((resolve, reject) => {
    guardian.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()));
    guardian.once('exit', (code) =>
      reject(new Error(`The test PostgreSQL did not start (exit code ${code})`)),
    );
  });
}
