import { expect, it } from '@jest/globals';
import { setTracingDefaults, tracesAreWanted } from './tracing.js';

it.each([
  [{}, false],
  [{ OTEL_SERVICE_NAME: 'crs' }, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, true],
  [{ OTEL_TRACES_EXPORTER: 'console' }, true],
  [{ OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, false],
  [{ OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'otlp' }, false],
])('with %j traces are wanted: %s', (environment, wanted) => {
  expect(tracesAreWanted(environment)).toBe(wanted);
});

it('what is not said of name and signals is filled in, and nothing else is touched', () => {
  const environment = { OTEL_LOGS_EXPORTER: 'otlp' };
  setTracingDefaults(environment);
  expect(environment).toEqual({
    OTEL_SERVICE_NAME: 'crs-dealer-api',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'otlp',
  });
});
