import { randomBytes } from 'node:crypto';
import { withClient } from './session.js';

/** An empty database for a moment's work, on the same server. */
export interface ShadowDatabase {
  readonly url: string;
  /** Drops it, whoever is still connected. Safe to repeat. */
  readonly drop: () => Promise<void>;
}

/** Creates a database beside the one of the URL; its user needs the right to (CREATEDB). */
export async function createShadowDatabase(databaseUrl: string): Promise<ShadowDatabase> {
  const name = `crs_shadow_${randomBytes(8).toString('hex')}`;
  const run = (sql: string) => withClient(databaseUrl, (client) => client.query(sql));
  await run(`CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(databaseUrl);
  url.pathname = name;
  let dropped: Promise<unknown> | undefined;
  const drop = async () => {
    await (dropped ??= run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  };
  return { url: url.href, drop };
}
