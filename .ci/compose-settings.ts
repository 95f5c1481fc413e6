// Prints PostgreSQL's settings of docker-compose.yml, one parameter on each line, with what the server
// of .ci/image can do. Part of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const { services } = parse(
  readFileSync(join(import.meta.dirname, '..', 'docker-compose.yml'), 'utf8'),
  { merge: true },
) as { readonly services: { readonly db: { readonly command: readonly string[] } } };
const HERE: Readonly<Record<string, string>> = {
  shared_buffers: '128MB',
  // The server of the npm package is built without lz4.
  wal_compression: 'pglz',
  default_toast_compression: 'pglz',
};
for (const parameter of services.db.command.slice(1)) {
  const [, name = '', value = ''] = /^-c(\w+)=(.*)$/.exec(parameter) ?? [];
  const given = value.replace(/^\$\{\w+:-(.*)\}$/, '$1');
  process.stdout.write(`-c${name}=${HERE[name] ?? given}\n`);
}
