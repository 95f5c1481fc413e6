import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';

// `prisma generate`, `validate` and `format` look for the native schema engine, which is fetched
// from a host of its own, but never run it: a stub is enough, and they work offline.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ||= fileURLToPath(
  new URL('prisma/schema-engine-stub.sh', import.meta.url),
);

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Only commands of the native engine connect (`prisma migrate deploy`, `status`).
  ...(process.env.DATABASE_URL && { datasource: { url: process.env.DATABASE_URL } }),
});
