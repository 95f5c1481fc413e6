import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** The variable that a client secret may be given by. */
const VARIABLE = 'CRS_CLIENT_SECRET';

/**
 * The client secret of a connection: from a file, the environment, or the keyboard. Never from the
 * arguments, which everybody on the machine can read.
 * @param file a path, or - for standard input
 */
export async function readSecret(file: string | undefined): Promise<string> {
  const given = await givenSecret(file);
  if (given !== undefined) return given;
  if (process.stdin.isTTY) return ask('Client secret: ');
  throw new Error(
    `The client secret is missing: give it by --secret-file, or by the variable ${VARIABLE}`,
  );
}

/** A new secret for a connection that is there, if there is to be one. */
export async function secretToChange(options: {
  readonly secretFile?: string;
  readonly newSecret?: boolean;
}): Promise<string | undefined> {
  const { secretFile, newSecret } = options;
  return secretFile === undefined && !newSecret ? undefined : readSecret(secretFile);
}

async function givenSecret(file: string | undefined): Promise<string | undefined> {
  if (file === '-') return withoutLineEnd(await text(process.stdin));
  if (file !== undefined) return withoutLineEnd(await contents(file));
  // For this one command, and no setting of a server: so not of the configuration.
  return process.env[VARIABLE] || undefined;
}

async function contents(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`The file of the client secret cannot be read (${code}): ${file}`, {
      cause: error,
    });
  }
}

/** Editors and `echo` end a file with one. */
function withoutLineEnd(read: string): string {
  return read.replace(/\r?\n$/, '');
}

/** Asks on the terminal, without showing what is typed. */
function ask(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  return new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    lines.once('close', () => reject(new Error('No client secret was given')));
    // The terminal is asked for single keys and leaves this to whoever reads them.
    lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  }).finally(() => {
    lines.close();
    process.stderr.write('\n');
  });
}
