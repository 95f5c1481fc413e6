/**
 * Whether the standard variables of OpenTelemetry ask for traces: an exporter or where to send to.
 * The variables themselves are read by OpenTelemetry.
 */
export function tracesAreWanted(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (environment['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true') return false;
  const exporter = environment['OTEL_TRACES_EXPORTER']?.trim();
  if (exporter) return exporter !== 'none';
  return Boolean(
    environment['OTEL_EXPORTER_OTLP_ENDPOINT'] || environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
  );
}

/** Of what the standard variables leave open: a name, and traces only. */
const DEFAULTS = {
  OTEL_SERVICE_NAME: 'crs-dealer-api',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
};

/** Fills in what the standard variables leave open, before OpenTelemetry reads them. */
export function setTracingDefaults(environment: NodeJS.ProcessEnv = process.env): void {
  for (const [name, value] of Object.entries(DEFAULTS)) environment[name] ||= value;
}
