import { mkdtemp, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerCertificate } from './certificates.js';
import { temporaryFolder } from './temporary-folder.js';

/** The two files of a server that speaks TLS itself. */
export interface TlsFiles {
  readonly folder: string;
  /** What the server must be told. */
  readonly environment: { readonly TLS_CERT_FILE: string; readonly TLS_KEY_FILE: string };
  /** Puts others in their place, one file after the other. */
  write(certificate: Partial<ServerCertificate>): Promise<void>;
  /** Puts others in their place by one link, as Kubernetes does. */
  swap(certificate: ServerCertificate): Promise<void>;
}

/**
 * A link `live` to a folder that holds both files.
 * @param within where; otherwise one of its own, which the test removes
 */
export async function tlsFiles(certificate: ServerCertificate, within?: string): Promise<TlsFiles> {
  const folder = within ?? (await temporaryFolder());
  const live = join(folder, 'live');
  const environment = {
    TLS_CERT_FILE: join(live, 'cert.pem'),
    TLS_KEY_FILE: join(live, 'key.pem'),
  };
  const files: TlsFiles = {
    folder,
    environment,
    async write({ cert, key }) {
      if (cert !== undefined) await replace(environment.TLS_CERT_FILE, cert);
      if (key !== undefined) await replace(environment.TLS_KEY_FILE, key);
    },
    async swap({ cert, key }) {
      const fresh = await mkdtemp(join(folder, 'files-'));
      await writeFile(join(fresh, 'cert.pem'), cert);
      await writeFile(join(fresh, 'key.pem'), key);
      await symlink(fresh, `${live}.new`);
      await rename(`${live}.new`, live);
    },
  };
  await files.swap(certificate);
  return files;
}

async function replace(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
