import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';

type Engine = typeof SchemaEngine;
type Exports = Readonly<Record<string, unknown>>;

// TypeScript knows WebAssembly only together with the browser's types.
interface WebAssemblyApi {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, Exports>,
  ): Promise<{ instance: { exports: Exports } }>;
}

interface Bindings {
  readonly SchemaEngine: Engine;
  readonly __wbg_set_wasm: (wasm: Exports) => void;
}

let loaded: Promise<Engine> | undefined;

/**
 * Prisma's schema engine. Loaded on first use, as only migrations need its 3 MB, and by hand, as the
 * package's own entry imports WebAssembly as a module, which Node still calls experimental.
 */
export function loadSchemaEngine(): Promise<Engine> {
  return (loaded ??= load());
}

async function load(): Promise<Engine> {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const bindings = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as Bindings;
  const wasm = await readFile(join(folder, 'schema_engine_bg.wasm'));
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };
  const { instance } = await WebAssembly.instantiate(wasm, {
    './schema_engine_bg.js': withTimersThatEnd(bindings),
  });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  reportPanics();
  return bindings.SchemaEngine;
}

// The engine never clears the timer of its lock, which would keep a process waiting for 10 s.
function withTimersThatEnd(bindings: Bindings): Exports {
  const timers = Object.keys(bindings)
    .filter((name) => name.startsWith('__wbg_setTimeout_'))
    .map((name) => [name, (work: () => void, ms: number) => setTimeout(work, ms).unref()]);
  return { ...bindings, ...Object.fromEntries(timers) };
}

// A panic of the engine ends the process with "unreachable"; this is where it says why.
function reportPanics(): void {
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (message: string) => process.stderr.write(`schema engine: ${message}\n`),
    },
  });
}
