import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startChild } from '../../../test/support/child.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { withLock } from './lock.js';

let base: string;
let folder: string;
beforeEach(async () => {
  base = await temporaryFolder();
  folder = join(base, 'lock');
});
afterEach(() => rm(base, { recursive: true }));

test('of many processes and many calls in one, one at a time holds it', async () => {
  const log = join(base, 'log');
  const children = [1, 2, 3].map(() => startChild('lock-child.ts', folder, log, '8'));
  let inside = 0;
  let most = 0;
  const calls = Array.from({ length: 8 }, () =>
    withLock(folder, async () => {
      most = Math.max(most, (inside += 1));
      await readdir(base);
      inside -= 1;
    }),
  );
  await Promise.all([...calls, ...children.map((child) => child.end())]);
  expect(most).toBe(1);
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(48);
  for (let line = 0; line < lines.length; line += 2)
    expect(lines[line + 1]).toBe(lines[line]?.replace('in', 'out'));
  expect(await readdir(folder)).toEqual(['32']);
});

test('a process that is killed holds nothing up', async () => {
  const holder = startChild('lock-child.ts', folder, join(base, 'log'), 'forever');
  await holder.line();
  await expect(withLock(folder, async () => undefined, 100)).rejects.toThrow(/holds/);
  await holder.kill();
  expect(await withLock(folder, async () => 'mine')).toBe('mine');
});

test('an error in the work frees it', async () => {
  const failing = withLock(folder, async () => {
    throw new Error('of the work');
  });
  await expect(failing).rejects.toThrow('of the work');
  expect(await withLock(folder, async () => 'mine')).toBe('mine');
});
