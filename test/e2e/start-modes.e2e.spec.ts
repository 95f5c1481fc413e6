import { spawnSync } from 'node:child_process';
import { chown, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { canEnter, findOwner, type Owner } from '../../src/database/embedded/owner.js';
import { cliIn } from '../support/cli-run.js';
import { cleanUp, ownFolder, postgresPid } from '../support/process-children.js';
import { MAIN, startServerProcess } from '../support/process-server.js';

let folder: string;

beforeAll(async () => {
  folder = await ownFolder();
});
afterAll(cleanUp);

/** The dealers that a server has data of. */
async function loadedDealers(address: string): Promise<string[]> {
  const answer = await fetch(`${address}/health/ready`);
  const { details } = (await answer.json()) as { details: { loads: { dealers: object } } };
  return Object.keys(details.loads.dealers);
}

it.each(['DEMO=off', 'NODE_ENV=production'])(
  'makes no demo with %s, and prints no credentials',
  async (setting) => {
    const [name = '', value = ''] = setting.split('=');
    const server = startServerProcess({
      cwd: folder,
      environment: { DATA_DIR: join(folder, 'plain'), [name]: value },
    });
    expect(await loadedDealers(await server.address())).toEqual([]);
    expect(await server.end()).toEqual({ status: 0, signal: null });
    expect(server.stdout()).not.toMatch(/secret/i);
  },
);

it('makes no demo beside the dealers of the user', async () => {
  const environment = { DATA_DIR: join(folder, 'plain') };
  const added = await cliIn(folder, environment)('dealer', 'add', 'X123', '--name', 'Mine');
  expect(added).toMatchObject({ status: 0, stdout: 'Added dealer X123, Mine\n', stderr: '' });
  const server = startServerProcess({ cwd: folder, environment });
  expect(await loadedDealers(await server.address())).toEqual([]);
  expect(await server.end()).toEqual({ status: 0, signal: null });
});

/** A user who is not root, if these tests can act as one. */
async function ordinaryUser(): Promise<Owner | undefined> {
  const owner = await findOwner();
  const there = owner && (await canEnter(dirname(MAIN), owner));
  return there && spawnSync('setpriv', ['--version']).status === 0 ? owner : undefined;
}

const user = await ordinaryUser();

// Not root, or no setpriv: then the other tests are those of an ordinary user.
(user ? it : it.skip)('runs as an ordinary user, who owns the database then', async () => {
  const { uid, gid } = user ?? { uid: 0, gid: 0 };
  const own = join(folder, 'own');
  await mkdir(own);
  await chown(own, uid, gid);
  const dataDir = join(own, 'data');
  const server = startServerProcess({
    cwd: own,
    environment: { DATA_DIR: dataDir },
    by: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
  });
  expect(await loadedDealers(await server.address())).toEqual(['A000']);
  const { status } = await server.get('/api/v1/location');
  expect([status, (await stat(join(dataDir, 'postgres'))).uid]).toEqual([200, uid]);
  expect(await server.end()).toEqual({ status: 0, signal: null });
  expect(postgresPid(dataDir)).toBeUndefined();
});
