import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** A process that runs a script of test/support. */
export interface Child {
  readonly process: ChildProcess;
  /** The next line that it prints. Fails when it ends before. */
  line(): Promise<string>;
  /** Closes its standard input, by which it is to end, and waits until it has. */
  end(): Promise<number | null>;
  /** Ends it without giving it a chance. */
  kill(): Promise<void>;
}

/** Starts a script of test/support as a process of its own. */
export function startChild(script: string, ...parameters: string[]): Child {
  const child = spawn(
    process.execPath,
    ['--import', `${FOLDER}load-typescript.mjs`, FOLDER + script, ...parameters],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const exited = once(child, 'exit');
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    child.emit('text');
  });
  const line = async (): Promise<string> => {
    while (!text.includes('\n')) {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${script} ended`);
      await Promise.race([once(child, 'text'), exited]);
    }
    const [first = '', ...rest] = text.split('\n');
    text = rest.join('\n');
    return first;
  };
  const ended = async () => {
    await exited;
    return child.exitCode;
  };
  return {
    process: child,
    line,
    end: () => {
      child.stdin.end();
      return ended();
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended();
    },
  };
}
