import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';

const LOADER = fileURLToPath(new URL('../test/support/load-typescript.mjs', import.meta.url));
const MODULE = new URL('./stop-limit.ts', import.meta.url).href;

it('ends a process that does not stop in time, and says what it waits for', async () => {
  const script = `
    import { limitStop } from '${MODULE}';
    limitStop({ phase: 'requests under way', requests: 2 }, 50);
    setInterval(() => undefined, 1000);`;
  const running = promisify(execFile)(process.execPath, [
    '--import',
    LOADER,
    '--input-type=module',
    '--eval',
    script,
  ]);
  await expect(running).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'did not stop within 0.05 s and is ended now. It was waiting for requests under way; ' +
        'requests under way: 2; still open: ',
    ),
  });
});
