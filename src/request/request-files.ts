import type { FileReference } from '../files/file.store.js';
import {
  asObject,
  asObjects,
  asText,
  valueAt,
  type JsonObject,
} from '../interface/message/json-values.js';
import type { UpdateRecord } from './request.js';

/** A file that came with a request or one of its updates. */
export interface RequestFile {
  readonly fileId: string;
  readonly filename: string | null;
  readonly mimetype: string | null;
  /** Bytes. */
  readonly size: number;
  /** `request`, or the number of the update, as in `update 2`. */
  readonly where: string;
}

/** Where files stand in a request and in an update (§ Message Data). */
const PLACES = ['properties.images', 'properties.attachments'];

/** Every file of a request and its updates, in order. */
export function filesOf(details: JsonObject, updates: readonly UpdateRecord[]): RequestFile[] {
  return [
    ...filesIn(details, 'request'),
    ...updates.flatMap((update, index) => filesIn(update.details, `update ${index + 1}`)),
  ];
}

function filesIn(details: JsonObject, where: string): RequestFile[] {
  const entries = PLACES.flatMap((place) => asObjects(valueAt(details, place)));
  return entries.flatMap((entry) => {
    const reference = asObject(entry['contents']) as Partial<FileReference> | undefined;
    if (!reference || typeof reference.fileId !== 'string') return [];
    const { fileId, size = 0 } = reference;
    const filename = asText(entry['filename']) ?? null;
    const mimetype = asText(entry['mimetype']) ?? null;
    return [{ fileId, filename, mimetype, size, where }];
  });
}
