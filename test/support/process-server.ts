import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE, track } from './process-children.js';
import { until } from './until.js';

/** The server as it is built. */
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** How to start it. */
export interface ServerOptions {
  /** A folder of the test's own: the project's .env is out of the server's sight. */
  readonly cwd: string;
  /** All that it sees of the environment, beside PORT=0. */
  readonly environment: Readonly<Record<string, string>>;
  /** A command to start it by, such as one that changes the user. */
  readonly by?: readonly string[];
}

/** The built server as a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Status and signal it ended with. */
  readonly exited: Promise<{ status: number | null; signal: NodeJS.Signals | null }>;
  /** Waits until it listens. @returns the address it tells people; fails when it ends before */
  address(): Promise<string>;
  /** Client id and secret of the demo, as printed. */
  credentials(): Promise<readonly [id: string, secret: string]>;
  /** GET with a token of the demo client. */
  get(path: string): Promise<{ status: number; text: string; retryAfter: string | null }>;
  /** Sends a signal and waits until the process has ended. */
  end(signal?: NodeJS.Signals): Promise<{ status: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts the server as `npm start` does. */
export function startServerProcess({ cwd, environment, by = [] }: ServerOptions): ServerProcess {
  const [program, ...parameters] = [...by, process.execPath, '--enable-source-maps', MAIN];
  const child = spawn(program, parameters, {
    cwd,
    env: { PORT: '0', ...COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  track(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exited = once(child, 'close').then(() => ({
    status: child.exitCode,
    signal: child.signalCode,
  }));
  const find = async (pattern: RegExp): Promise<readonly string[]> =>
    until(() => {
      const found = pattern.exec(stdout);
      if (!found && (child.exitCode !== null || child.signalCode !== null))
        throw new Error(`The server ended: ${stderr}${stdout}`);
      return found ?? undefined;
    }, 100_000);
  const address = async () => (await find(/reached at (https?:\/\/[\w.:-]+)/))[1] ?? '';
  const credentials = async () => {
    const [, id = '', secret = ''] = await find(/Client id +(\S+)\s+Client secret +(\S+)\n/);
    return [id, secret] as const;
  };
  let token: Promise<string> | undefined;
  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    exited,
    address,
    credentials,
    async get(path) {
      const base = await address();
      token ??= credentials().then(([id, secret]) => fetchToken(base, id, secret));
      const headers = { authorization: `Bearer ${await token}` };
      const answer = await fetch(base + path, { headers });
      const retryAfter = answer.headers.get('retry-after');
      return { status: answer.status, text: await answer.text(), retryAfter };
    },
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
}

/** An access token by client credentials. */
export async function fetchToken(base: string, id: string, secret: string): Promise<string> {
  const answer = await fetch(`${base}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const body = (await answer.json()) as { access_token?: string };
  if (body.access_token === undefined) throw new Error(`No token: ${JSON.stringify(body)}`);
  return body.access_token;
}
