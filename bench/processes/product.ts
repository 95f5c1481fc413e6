import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runNode, type Environment, type Finished } from './node-process.js';
import { ROOT } from './paths.js';
import { startServer, type Server } from './server.js';

/** The server under test, with a token to call it. */
export interface ProductServer extends Server {
  readonly token: string;
}

/** The built product on one database: it is used as its operators use it. */
export class Product {
  private readonly environment: Record<string, string>;

  constructor(
    databaseUrl: string,
    private readonly folder: string,
    settings: Environment = {},
  ) {
    this.environment = {
      NODE_ENV: 'production',
      LOG_FORMAT: 'json',
      DATABASE_URL: databaseUrl,
      SECRETS_KEY: randomBytes(32).toString('base64'),
      // One client is all there is, and how much it can ask for is what is measured.
      CLIENT_REQUESTS_AT_ONCE: '0',
      CLIENT_REQUESTS_PER_SECOND: '0',
      ...settings,
    };
  }

  /** Runs the command line, with Node's flags of the npm script `cli`. */
  async cli(...parameters: string[]): Promise<Finished> {
    const script = await npmScript('cli');
    return runNode([...script, ...parameters], { env: this.environment, folder: this.folder });
  }

  /** Adds a dealer and loads its data. */
  async addDealer(code: string, bundle: string): Promise<void> {
    await this.cli('dealer', 'add', code, '--name', `Dealer ${code}`);
    await this.load(code, bundle);
  }

  async load(code: string, bundle: string): Promise<Finished> {
    return this.cli('import', '--dealer', code, '--json', bundle);
  }

  /** Starts the server, with Node's flags of the npm script `start`, for a client of the dealers. */
  async start(...codes: string[]): Promise<ProductServer> {
    const client = ['client', 'add', '--name', 'Bench', '--json', '--scope', 'crs', 'dealer'];
    const given = await this.cli(...client, '--dealer', ...codes);
    const credentials = JSON.parse(given.output) as { client_id: string; client_secret: string };
    const server = await startServer('product', await npmScript('start'), {
      // Longer than any run, so that no token ends while it is in use.
      env: { ...this.environment, TOKEN_TTL_SECONDS: '86400' },
      folder: this.folder,
    });
    return { ...server, token: await tokenOf(server.url, credentials) };
  }
}

/** The arguments that an npm script gives to Node, with the program's full path. */
async function npmScript(name: 'start' | 'cli'): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [, ...words] = scripts[name]?.split(' ') ?? [];
  return words.map((word) => (word.startsWith('dist/') ? join(ROOT, word) : word));
}

async function tokenOf(url: string, client: { client_id: string; client_secret: string }) {
  const answer = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', ...client }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}
