import { fileURLToPath } from 'node:url';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The project's folder. */
export const ROOT = at('.');

/** Node's arguments that let it run TypeScript without a build. */
export const TYPESCRIPT = ['--import', at('test/support/load-typescript.mjs')] as const;

/** A script of the bench. */
export const benchScript = (path: string) => at(`bench/${path}`);

/** Node's arguments for every process that must end with the bench. */
export const WITH_PARENT = ['--import', at('bench/processes/with-parent.mjs')] as const;
