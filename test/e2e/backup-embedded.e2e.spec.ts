import { execFileSync } from 'node:child_process';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { cleanUp, ownFolder, postgresPid } from '../support/process-children.js';
import { fetchToken, startServerProcess, type ServerProcess } from '../support/process-server.js';

afterAll(cleanUp);

const PATHS = [
  '/api/v1/location?items=100',
  '/api/v1/dealer-category?dealer=A000',
  '/api/v1/incremental?since=0000-00-00T00:00:00Z',
];

async function bytes(server: ServerProcess, [id, secret]: readonly [string, string]) {
  const base = await server.address();
  const headers = { authorization: `Bearer ${await fetchToken(base, id, secret)}` };
  const pull = async (path: string) => {
    const answer = await fetch(base + path, { headers });
    expect({ path, status: answer.status }).toEqual({ path, status: 200 });
    return answer.text();
  };
  return Promise.all(PATHS.map(pull));
}

it('a copy of DATA_DIR, made while the server was stopped, serves the same bytes elsewhere', async () => {
  const folder = await ownFolder();
  const dataDir = join(folder, 'data');
  const first = startServerProcess({ cwd: folder, environment: { DATA_DIR: dataDir } });
  const client = await first.credentials();
  const before = await bytes(first, client);
  expect(await first.end()).toMatchObject({ status: 0 });
  expect(postgresPid(dataDir)).toBeUndefined();
  const copy = join(folder, 'elsewhere', 'copy');
  await mkdir(join(folder, 'elsewhere'));
  // Owner and modes as they were: PostgreSQL insists on them.
  execFileSync('cp', ['-a', dataDir, copy]);
  // Nothing of the copy may need the original.
  await rename(dataDir, `${dataDir}.gone`);
  const second = startServerProcess({ cwd: folder, environment: { DATA_DIR: copy } });
  expect(await bytes(second, client)).toEqual(before);
  expect(await second.end()).toMatchObject({ status: 0 });
});
