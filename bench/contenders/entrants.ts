import { httpSlice } from '../load/http-slice.js';
import type { Entrant, Slice } from '../load/race.js';
import { benchScript, TYPESCRIPT } from '../processes/paths.js';
import { startServer, type Server } from '../processes/server.js';
import type { Environment } from '../processes/node-process.js';

/** A server as an entrant of a race for these paths. */
export function httpEntrant(
  name: string,
  server: Server & { readonly token?: string },
  paths: readonly string[],
): Entrant {
  return {
    name,
    pid: server.pid,
    slice: (connections, seconds): Promise<Slice> =>
      httpSlice({ ...server, paths }, connections, seconds),
  };
}

/** Starts one of the servers of this folder. */
export function startContender(name: string, env: Environment, folder: string): Promise<Server> {
  const parameters = [...TYPESCRIPT, benchScript(`contenders/${name}.ts`)];
  return startServer(name.replace('/', '-'), parameters, {
    env: { NODE_ENV: 'production', ...env },
    folder,
  });
}
