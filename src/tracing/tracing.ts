import { createRequire } from 'node:module';
import { setTracingDefaults, tracesAreWanted } from '../config/tracing.js';

/**
 * Starts OpenTelemetry when its standard variables (OTEL_EXPORTER_OTLP_ENDPOINT and others) ask for
 * traces; nothing of it is loaded otherwise. To be called before what it looks into is imported.
 * @returns ends it, once the last traces are sent
 */
export async function startTracing(): Promise<() => Promise<void>> {
  if (!tracesAreWanted()) return async () => undefined;
  setTracingDefaults();
  const { tracingSdk } = await import('./tracing-sdk.js');
  const sdk = tracingSdk();
  sdk.start();
  // It looks into what is required, and everybody imports the driver.
  createRequire(import.meta.url)('pg');
  return () => sdk.shutdown();
}
