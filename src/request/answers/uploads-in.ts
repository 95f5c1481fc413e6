import type { SubmittedFile } from '../../interface/message/file.dto.js';
import { storedFiles, type StoredFiles } from './file-upload.js';
import type { JsonObject } from '../../interface/message/json-values.js';

/**
 * Takes the images out of a request's properties that were checked.
 * @returns the properties with references to the files, and what is to be stored
 */
export function uploadsIn(
  properties: JsonObject,
): Pick<StoredFiles, 'contents'> & { readonly properties: JsonObject } {
  const images = (properties['images'] ?? []) as readonly SubmittedFile[];
  if (images.length === 0) return { properties, contents: new Map() };
  const { entries, contents } = storedFiles(images);
  return { properties: { ...properties, images: entries }, contents };
}
