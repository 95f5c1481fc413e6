import { decodeBase64 } from '../../interface/message/checks.js';
import type { SubmittedFile } from '../../interface/message/file.dto.js';
import { FileStore, type FileReference } from '../../files/file.store.js';

/** Files to be stored, and what stands for them in a message. */
export interface StoredFiles {
  /** By id. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly entries: readonly FileEntry[];
}

interface FileEntry {
  readonly filename: string;
  readonly mimetype: string;
  readonly contents: FileReference;
}

/** Decodes files that were checked. */
export function storedFiles(uploads: readonly SubmittedFile[]): StoredFiles {
  const files = uploads.map(({ filename, mimetype, contents }) => {
    const bytes = decodeBase64(contents);
    if (!bytes) throw new Error('The contents of a file were not checked');
    return { filename, mimetype, bytes, fileId: FileStore.idOf(bytes) };
  });
  return {
    contents: new Map(files.map(({ fileId, bytes }) => [fileId, bytes])),
    entries: files.map(({ filename, mimetype, fileId, bytes }) => ({
      filename,
      mimetype,
      contents: { fileId, size: bytes.length },
    })),
  };
}
