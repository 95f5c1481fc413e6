import { lstat, readdir } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import type { ImportService } from '../import.service.js';
import type { LoadSource, StagingLoad } from '../load-run.js';
import { codeOf, SourceError } from '../readers/source-error.js';
import { findSourceFiles } from '../readers/source-file.js';
import { DONE, type DoneNote } from './done-note.js';

/** A bundle that was taken, to be loaded. */
export interface BundleFiles {
  /** As the dealer's system called it. */
  readonly name: string;
  /** The folder it lies in now. */
  readonly path: string;
  readonly note: DoneNote;
}

/** Rows from the files of a bundle. What is wrong with it as a whole is told when it is staged. */
export class BundleSource implements LoadSource {
  #ignored: readonly string[] = [];

  constructor(
    private readonly bundle: BundleFiles,
    private readonly imports: Pick<ImportService, 'sourceOf'>,
  ) {}

  get ignored(): readonly string[] {
    return this.#ignored;
  }

  async stage(load: StagingLoad): Promise<void> {
    const { path, note } = this.bundle;
    const { mode: _mode, fault, ...format } = note;
    try {
      if (fault !== undefined) throw new SourceError(fault);
      await refuseLinks(path);
      const found = await findSourceFiles([path]);
      this.#ignored = found.ignored.map((entry) => basename(entry)).filter((name) => name !== DONE);
      const request = { ...load.request, ...format, paths: [path] };
      await this.imports.sourceOf(found, request).stage(load);
    } catch (error) {
      throw this.#told(error);
    }
  }

  /** Of the place only the bundle's own name is told: it lies elsewhere when the report is read. */
  #told(error: unknown): unknown {
    if (!(error instanceof SourceError)) return error;
    const { path, name } = this.bundle;
    if (PASSING.test(codeOf(error.cause) ?? '')) return error.cause;
    const message = error.message.replaceAll(path + sep, '').replaceAll(path, name);
    return new SourceError(message, { cause: error });
  }
}

// What a disk or a network drive says that may well answer next time.
const PASSING = /^(EIO|ESTALE|EMFILE|ENFILE|ENOMEM|ETIMEDOUT|ENOTCONN|EHOSTDOWN|EHOSTUNREACH)$/;

/**
 * Who may write into a dealer's folder may not be allowed to read everything that the server can:
 * a link could lead to another dealer's files.
 */
async function refuseLinks(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const stats = await lstat(join(folder, name));
    if (stats.isSymbolicLink())
      throw new SourceError(`${name} is a symbolic link: a bundle must hold the files themselves`);
  }
}
