import 'reflect-metadata';
import { startTracing } from './tracing/tracing.js';

// Before anything is imported that it looks into.
const endTracing = await startTracing();
const { runServer } = await import('./run-server.js');
const status = await runServer();
await endTracing();
process.exit(status);
