import type { ResourceName } from '../interface/resource.js';
import type { ImportRequest } from './import-request.js';
import type { SourceFile } from './readers/source-file.js';

/** Counts what a load has read, and tells whoever asked to know. */
export class LoadProgress {
  readonly #totalBytes: number;
  #resource: ResourceName | undefined;
  #rows = 0;
  #bytes = 0;

  constructor(
    files: readonly SourceFile[],
    private readonly onProgress: ImportRequest['onProgress'],
  ) {
    this.#totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  }

  /** From here on the rows are this resource's. */
  begin(resource: ResourceName): void {
    this.#resource = resource;
    this.#rows = 0;
  }

  addRows(rows: number): void {
    this.#rows += rows;
    this.#tell();
  }

  addBytes(bytes: number): void {
    this.#bytes += bytes;
    this.#tell();
  }

  #tell(): void {
    this.onProgress?.({
      resource: this.#resource,
      rows: this.#rows,
      bytes: this.#bytes,
      totalBytes: this.#totalBytes,
    });
  }
}
