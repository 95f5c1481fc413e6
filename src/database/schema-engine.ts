import type { SchemaEngine, SchemaFilter } from '@prisma/schema-engine-wasm';
import { MigrationAdapter } from './migration-adapter.js';
import { engineMessage, MigrationError } from './migration-error.js';
import { readSchema } from './migration-files.js';
import { loadSchemaEngine } from './schema-engine-loader.js';

/** Nothing in the schema is managed by someone else. */
export const NO_FILTER: SchemaFilter = { externalTables: [], externalEnums: [] };

/**
 * Runs work on Prisma's schema engine, in one transaction, and leaves no connection and no shadow
 * database behind.
 * @throws MigrationError with what the engine said
 */
export async function withSchemaEngine<T>(
  databaseUrl: string,
  folder: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const engines = await loadSchemaEngine();
  const { files } = await readSchema(folder);
  const datamodels = files.map(({ path, content }): [string, string] => [path, content]);
  const adapter = new MigrationAdapter(databaseUrl);
  try {
    const engine = await engines.new({ datamodels }, () => undefined, adapter.bound());
    const result = await work(engine);
    await adapter.commit();
    return result;
  } catch (error) {
    throw new MigrationError(engineMessage(error), { cause: error });
  } finally {
    await adapter.close();
  }
}
