import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';

/** What monitors ask for every few seconds would bury the rest. */
const UNTRACED = /^\/health\//;
const LEFT_OUT = '[left out]';

/**
 * OpenTelemetry for requests, statements and what is sent to others. Exporter, sampler and the
 * service's name come from the standard variables. No query of an address and no value of a statement
 * is in a span: they may be secrets.
 */
export function tracingSdk(): NodeSDK {
  return new NodeSDK({
    instrumentations: [
      new HttpInstrumentation({
        ignoreIncomingRequestHook: ({ url = '' }) => UNTRACED.test(url),
        startIncomingSpanHook: (request) =>
          request.url?.includes('?') ? { 'url.query': LEFT_OUT } : {},
        // The clients are undici's.
        disableOutgoingRequestInstrumentation: true,
      }),
      // What workers look for every second would be traces of their own.
      new PgInstrumentation({ requireParentSpan: true }),
      new UndiciInstrumentation({
        startSpanHook: ({ origin, path }) => {
          const [plain = '', query] = path.split('?', 2);
          const full = new URL(plain, origin).href;
          return query === undefined ? {} : { 'url.full': full, 'url.query': LEFT_OUT };
        },
      }),
    ],
  });
}
