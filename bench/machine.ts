import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { findBinaries } from '../src/database/embedded/binaries.js';
import { ROOT } from './processes/paths.js';

/** What the figures were measured with. No names of hosts and no paths: results are published. */
export async function describeMachine(): Promise<Record<string, string>> {
  const [first] = cpus();
  const version = (name: string) =>
    (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;
  return {
    date: new Date().toISOString(),
    commit: await commit(),
    system: `${platform()} ${arch()}`,
    processor: `${cpus().length} × ${first?.model.trim() || 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    'load before': loadavg()[0]?.toFixed(1) ?? '',
    node: process.versions.node,
    postgresql: await postgresVersion(),
    fastify: version('fastify'),
    pg: version('pg'),
    prisma: version('@prisma/client'),
  };
}

async function postgresVersion(): Promise<string> {
  const { postgres } = await findBinaries(undefined);
  const { stdout } = await promisify(execFile)(postgres, ['--version']);
  return stdout.trim().split(' ').at(-1) ?? '';
}

/** What is checked out, as far as git can tell. */
async function commit(): Promise<string> {
  try {
    const command = ['describe', '--always', '--dirty', '--exclude=*'];
    return (await promisify(execFile)('git', command, { cwd: ROOT })).stdout.trim();
  } catch {
    return 'unknown';
  }
}
