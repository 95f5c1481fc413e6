import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The client made for the demo dealer. Its secret is for trying out, so it is kept readable. */
export interface DemoClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What is known of the demo: being made, or made with this client. */
export type DemoNote = { readonly state: 'creating' } | ({ readonly state: 'ready' } & DemoClient);

const FILE = 'demo.json';

/** What an earlier start noted, if anything. */
export async function readNote(dataDir: string): Promise<DemoNote | undefined> {
  const text = await readFile(join(dataDir, FILE), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as DemoNote);
}

/** Replaces the note; a kill leaves the old one or the new one. */
export async function writeNote(dataDir: string, note: DemoNote): Promise<void> {
  const path = join(dataDir, FILE);
  await writeFile(`${path}.new`, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
