import { fileURLToPath } from 'node:url';

/** Folder of the package: the same two steps up from `src/database` and from `dist/database`. */
export const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url));
