#!/bin/sh
echo 'This project migrates with the WebAssembly schema engine (src/database/migrations.ts); this file only stands in for the native one, which the prisma command wants to find. Set PRISMA_SCHEMA_ENGINE_BINARY to use the native engine.' >&2
exit 1
