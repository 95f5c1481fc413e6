import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';

/** What the list of licences says of packages with these. */
async function listed(...licences: (object | undefined)[]) {
  const components = licences.map((licence, index) => ({
    name: `package-${index}`,
    version: '1.0.0',
    ...(licence && { licenses: [licence] }),
  }));
  const child = spawn(process.execPath, ['.ci/licences.ts'], { stdio: 'pipe' });
  child.stdin.end(JSON.stringify({ components }));
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = (await once(child, 'close')) as [number];
  const [stdout, stderr] = await output;
  return { status, stdout, stderr };
}

it('lists every package with its licence, and agrees to those of the list', async () => {
  const { status, stdout, stderr } = await listed(
    { license: { id: 'MIT' } },
    { expression: '(GPL-2.0-only OR Apache-2.0)' },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toBe('package-0@1.0.0  MIT\npackage-1@1.0.0  (GPL-2.0-only OR Apache-2.0)\n');
});

it('names what nobody has agreed to, and fails', async () => {
  const { status, stderr } = await listed(
    { license: { id: 'GPL-3.0-only' } },
    { expression: 'MIT AND SSPL-1.0' },
    { license: { name: 'see LICENSE' } },
    undefined,
    { license: { id: 'ISC' } },
  );
  expect(status).toBe(1);
  expect(stderr.match(/^package-\d/gm)).toEqual([0, 1, 2, 3].map((index) => `package-${index}`));
});
