import type { ResourceName } from '../interface/resource.js';

/** The file that a resource's lines go into. */
export function fileNameOf(resource: ResourceName): string {
  return `${resource}.ndjson`;
}
