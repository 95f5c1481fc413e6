import { open, readFile, rename } from 'node:fs/promises';
import { isPullState, PullState } from './pull-state.js';

/** A state cannot be used. */
export class StateError extends Error {
  override readonly name = 'StateError';
}

/** At least so long between two times that the file is written. */
const PAUSE_MS = 2_000;

/** A pull's state in a file: there is always a whole one, also when the process is killed. */
export class StateFile {
  #writtenAt = -Infinity;
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    readonly path: string,
    readonly state: PullState,
  ) {}

  /**
   * The state in a file, or a new one if there is no such file yet.
   * @throws StateError when it is no state, or one of another system or dealer
   */
  static async open(path: string, system: string, dealer: string | undefined): Promise<StateFile> {
    const text = await contents(path);
    if (text === undefined) return new StateFile(path, new PullState(system, dealer));
    const read = parse(text);
    if (!isPullState(read)) throw new StateError(`${path} is no state of a pull`);
    if (read.system !== system || read.dealer !== (dealer ?? null))
      throw new StateError(
        `${path} is of ${read.system}${read.dealer === null ? '' : `, dealer ${read.dealer}`}: ` +
          'name another file for this system',
      );
    return new StateFile(path, new PullState(system, dealer, read));
  }

  /** Writes the state, but not more often than every two seconds. */
  async saveSometimes(): Promise<void> {
    if (performance.now() - this.#writtenAt < PAUSE_MS) return;
    await this.save();
  }

  /** @throws StateError when the file cannot be written */
  save(): Promise<void> {
    this.#writtenAt = performance.now();
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const draft = `${this.path}.new`;
    try {
      const file = await open(draft, 'w');
      try {
        await file.writeFile(`${JSON.stringify(this.state)}\n`);
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(draft, this.path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new StateError(`The state cannot be written (${code}): ${this.path}`, { cause: error });
    }
  }
}

async function contents(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new StateError(`The state cannot be read (${code}): ${path}`, { cause: error });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
