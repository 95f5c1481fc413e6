import { FileStore, type FileReference } from '../../files/file.store.js';
import { decodeBase64 } from '../../interface/message/checks.js';
import { declaredFields, type FieldsClass } from '../../interface/message/field-registry.js';
import type { JsonObject } from '../../interface/message/json-values.js';

/** A message without the contents of its files, and these. */
export interface TakenFiles {
  readonly object: JsonObject;
  /** By id. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Takes the contents of images and attachments out of a checked message, which itself is not changed. */
export function takeFiles(owner: FieldsClass, message: JsonObject): TakenFiles {
  const files = new Map<string, Uint8Array>();
  return { object: without(owner, message, files) as JsonObject, files };
}

function without(owner: FieldsClass, value: unknown, files: Map<string, Uint8Array>): unknown {
  if (value === null) return value;
  if (Array.isArray(value)) return value.map((element) => without(owner, element, files));
  const object = value as JsonObject;
  const changed: Record<string, unknown> = {};
  for (const { name, nested, isFile } of declaredFields(owner)) {
    const member = Object.hasOwn(object, name) ? object[name] : undefined;
    if (member === undefined) continue;
    if (isFile) changed[name] = taken(member as string, files);
    else if (nested) changed[name] = without(nested(), member, files);
  }
  return { ...object, ...changed };
}

function taken(base64: string, files: Map<string, Uint8Array>): FileReference {
  const contents = decodeBase64(base64) ?? Buffer.alloc(0);
  const fileId = FileStore.idOf(contents);
  files.set(fileId, contents);
  return { fileId, size: contents.length };
}
